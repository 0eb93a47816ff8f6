// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code landscape}: its options, and the surfaces that they mean. */
@Command(name = "landscape", description = "Computes loss surfaces of a stored run as a Spark job.")
public final class LandscapeCommand extends JobCommand {
  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Option(
      names = "--slice",
      paramLabel = "KIND",
      defaultValue = "neurons",
      description = {
        "neurons: two incoming weights of each surveyed neuron; line, plane: along directions",
        "through all parameters; function: of x and y; file: a line or plane, by what",
        "--directions file:PATH holds."
      })
  private String slice = "neurons";

  @Option(
      names = "--neurons",
      paramLabel = "N,N...|all",
      description = "Neurons surveyed in each layer (default: as the experiment says).")
  private String neurons;

  @Option(
      names = "--weights",
      paramLabel = "I,J",
      description = {
        "The two inputs whose weights vary; bias for the bias, as in 0,bias (default: as the",
        "experiment says)."
      })
  private String weights;

  @Option(
      names = "--grid",
      paramLabel = "NxM",
      description = {
        "Points along each weight or direction; of a line N alone (default: as the experiment",
        "says; plane 25x25, line 101, function 51x51)."
      })
  private String grid;

  @Option(
      names = "--range",
      paramLabel = "A:B",
      description = {
        "Offsets from each weight's value, or along the first direction (default: as the",
        "experiment says; else what suits the directions)."
      })
  private String range;

  @Option(
      names = "--steps",
      paramLabel = "frames|last|all|N,N...|A:B:EVERY",
      description = "Which stored steps (default: frames, those that animations draw; else last).")
  private String steps;

  @Mixin private SliceOptions sliceOptions = new SliceOptions();

  private LandscapeRequest request;
  private SliceRequest sliceRequest;

  /** A command on that run, everything else as its experiment says. */
  public static LandscapeCommand of(String run, String home) {
    LandscapeCommand command = new LandscapeCommand();
    command.run = run;
    command.inHome(home);
    return command;
  }

  @Override
  protected String jobName() {
    return "weightlapse landscape " + run;
  }

  @Override
  public void check() throws IOException {
    if (slice.equals("neurons")) {
      request = request();
    } else {
      sliceRequest = sliceRequest();
    }
  }

  private SliceRequest sliceRequest() throws IOException {
    try {
      Checks.require(
          neurons == null && weights == null, "--neurons and --weights are for --slice neurons");
      SliceRequest asked =
          sliceOptions.request(
              run, kind(), steps, grid, range, home(), kafkaSettings().orElse(null), dataFolder());
      RunManifest unused = new Runs(Home.open(home())).manifest(run); // that there is such a run
      return asked;
    } catch (UserException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), 2, e);
    }
  }

  private SliceKind kind() throws IOException {
    return switch (slice) {
      case "line" -> SliceKind.LINE;
      case "plane" -> SliceKind.PLANE;
      case "function" -> SliceKind.FUNCTION;
      case "file" -> sliceOptions.kindOfFile();
      default ->
          throw new UserException(
              "--slice must be neurons, line, plane, function or file: was " + slice);
    };
  }

  /** For tests: so many Spark tasks. */
  void partitions(int wanted) {
    sliceOptions.partitions(wanted);
  }

  private LandscapeRequest request() throws IOException {
    RunManifest manifest = new Runs(Home.open(home())).manifest(run);
    NeuronLandscapeSpec base = manifest.experiment().landscape();
    List<Integer> inputs = weights == null ? List.of(base.input0(), base.input1()) : inputs();
    try {
      double[] ends = range == null ? null : range();
      int[] counts = grid == null ? null : grid();
      NeuronLandscapeSpec spec =
          new NeuronLandscapeSpec(
              neurons == null
                  ? base.neurons()
                  : neurons.equals("all") ? List.of() : numbers("--neurons", neurons),
              inputs.get(0),
              inputs.get(1),
              axis(base.alpha(), ends, counts == null ? base.alpha().count() : counts[0]),
              axis(base.beta(), ends, counts == null ? base.beta().count() : counts[1]));
      return new LandscapeRequest(
          run,
          new StepChoice(steps == null ? "frames" : steps),
          spec,
          home(),
          kafkaSettings().orElse(null),
          dataFolder());
    } catch (UserException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), 2, e);
    }
  }

  private static Axis axis(Axis base, double[] ends, int count) {
    return new Axis(
        ends == null ? base.from() : ends[0], ends == null ? base.to() : ends[1], count);
  }

  private double[] range() {
    String[] parts = range.split(":", -1);
    try {
      if (parts.length == 2) {
        return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException("--range must be A:B: was " + range);
  }

  private int[] grid() {
    String[] parts = grid.split("x", -1);
    try {
      if (parts.length == 2) {
        int[] counts = {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
        if ((long) counts[0] * counts[1] <= 1_000_000 || sliceOptions.yes()) {
          return counts;
        }
        throw new UserException(
            "--grid "
                + grid
                + " has more than 1,000,000 points on every surface; add --yes to begin");
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException("--grid must be NxM: was " + grid);
  }

  private List<Integer> inputs() {
    String part = "(\\d{1,9}|bias)";
    if (!weights.matches(part + "," + part)) {
      throw new UserException("--weights must be I,J, each a number or bias: was " + weights);
    }
    return Arrays.stream(weights.split(","))
        .map(p -> p.equals("bias") ? NeuronSlice.BIAS : Integer.parseInt(p))
        .toList();
  }

  private static List<Integer> numbers(String option, String text) {
    List<Integer> list = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      try {
        list.add(Integer.valueOf(part.strip()));
      } catch (NumberFormatException e) {
        throw new UserException(option + " must be numbers with commas: was " + text, 2, e);
      }
    }
    return list;
  }

  @Override
  public JobReport run(JavaSparkContext spark, Output out) throws IOException {
    if (request == null && sliceRequest == null) {
      check();
    }
    return sliceRequest != null
        ? SliceJob.run(spark, sliceRequest, out)
        : LandscapeJob.run(spark, request, out);
  }
}
