// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.core.util.Version;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.jobs.dl4j.DistributedTrainer;
import io.weightlapse.jobs.dl4j.RoundIndex;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command {@code train}: its options, and the runs that they mean. */
@Command(
    name = "train",
    description =
        "Trains an experiment as a Spark job; its weights go to the history and to Kafka.")
public final class TrainCommand extends JobCommand {
  @Parameters(
      paramLabel = "EXPERIMENT",
      description = "Name of a built-in experiment, or a YAML file.")
  private String experiment;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the experiment, such as training.epochs=50; a list such as [1,2] for"
              + " one value trains a run for each.")
  private List<String> settings = new ArrayList<>();

  @Option(names = "--seed", paramLabel = "N", description = "Overrides training.seed.")
  private Long seed;

  @Option(
      names = "--seeds",
      paramLabel = "A..B",
      description = "Trains a run for each seed from A to B.")
  private String seeds;

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "Id of the run; by default the experiment's name, the time and four digits.")
  private String run;

  @Option(
      names = "--resume",
      description = "Goes on with the stopped run that --run names, from its last checkpoint.")
  private boolean resume;

  @Option(
      names = "--checkpoint-seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "How often a run's state is kept, and what it has stored is made visible (default:"
              + " ${DEFAULT-VALUE}).")
  private double checkpointSeconds = 5;

  @Option(
      names = "--allow-nan",
      description = "Goes on when the loss is not finite, instead of stopping there.")
  private boolean allowNan;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads of each run, or of each of its workers (default: all processors, or a worker's"
              + " share of them; on a cluster the cores of an executor, shared by the runs that"
              + " meet in it, or what a worker's task has); the numbers do not change. DL4J's"
              + " engine has its own.")
  private Integer threads;

  @Mixin private ScalingOptions scaling = new ScalingOptions();

  private List<RunManifest> manifests;
  private Scaling spread; // null until it is checked

  /** A command on that experiment and home, everything else as usual. */
  public static TrainCommand of(String experiment, String home) {
    TrainCommand command = new TrainCommand();
    command.experiment = experiment;
    command.inHome(home);
    return command;
  }

  /** The runs asked for, checked; the same ones each time. */
  public List<RunManifest> manifests() {
    if (manifests == null) {
      manifests = plan(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }
    return manifests;
  }

  /** How the options spread a run. */
  Scaling scaling() {
    return scaling.scaling();
  }

  /** The stored run that is to go on. */
  private RunManifest stored() throws IOException {
    if (run == null) {
      throw new UserException("--resume needs the id of a stopped run: --run ID");
    }
    if (!settings.isEmpty() || seed != null || seeds != null) {
      throw new UserException(
          "--resume goes on as the run began: --set and --seed cannot be given");
    }
    RunManifest stored = new Runs(Home.open(home())).manifest(run);
    String name = ExperimentReader.read(ExperimentReader.tree(experiment), experiment).name();
    if (!stored.experiment().name().equals(name)) {
      throw new UserException(
          "run " + run + " must be of experiment " + name + ": was " + stored.experiment().name());
    }
    return stored;
  }

  private List<RunManifest> plan(Instant now) {
    ObjectNode base = ExperimentReader.tree(experiment);
    List<Experiment> experiments = new ArrayList<>();
    for (ObjectNode tree : Overrides.apply(base, allSettings())) {
      experiments.add(ExperimentReader.read(tree, experiment));
    }
    List<String> ids = RunIds.of(experiments.get(0).name(), run, experiments.size(), now);
    Map<Object, String> hashes = new HashMap<>();
    List<RunManifest> runs = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      Experiment e = experiments.get(i);
      InitialWeights.check(e);
      try {
        String hash = hashes.computeIfAbsent(e.data(), spec -> hash(e));
        runs.add(new RunManifest(ids.get(i), e, now, hash, versions(), scaling().mode().label()));
      } catch (IllegalArgumentException mismatch) {
        throw new UserException(experiment + ": " + mismatch.getMessage(), 2, mismatch);
      }
    }
    return runs;
  }

  private String hash(Experiment e) {
    return DataSets.load(e, Split.TRAIN, dataFolder()).orElseThrow().hash();
  }

  private List<String> allSettings() {
    List<String> all = new ArrayList<>(settings);
    if (seed != null) {
      all.add("training.seed=" + LongNode.valueOf(seed));
    }
    if (seeds != null) {
      if (seed != null) {
        throw new UserException("--seed and --seeds cannot go together");
      }
      all.add("training.seed=" + seedList());
    }
    return all;
  }

  private List<IntNode> seedList() {
    String[] ends = seeds.split("\\.\\.", -1);
    try {
      int from = Integer.parseInt(ends[0]);
      int to = ends.length == 1 ? from : Integer.parseInt(ends[1]);
      if (ends.length <= 2 && from <= to && from >= 0 && to - from < 10_000) {
        List<IntNode> list = new ArrayList<>();
        for (int s = from; s <= to; s++) {
          list.add(IntNode.valueOf(s));
        }
        return list;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException("--seeds must be A..B with 0 <= A <= B < A + 10000: was " + seeds);
  }

  private static Map<String, String> versions() {
    return Map.of(
        "weightlapse", Version.current(),
        "java", Runtime.version().toString(),
        "spark", org.apache.spark.package$.MODULE$.SPARK_VERSION());
  }

  @Override
  protected String jobName() {
    return "weightlapse train " + experiment;
  }

  @Override
  public void check() throws IOException {
    if (threads != null) {
      Checks.atLeast("--threads", threads, 1);
    }
    Checks.positive("--checkpoint-seconds", checkpointSeconds);
    Home opened = Home.open(home());
    if (resume) {
      manifests = List.of(stored());
      spread =
          scaling.resumed(
              RoundIndex.find(opened, run).map(RoundIndex::scaling).orElse(Scaling.SINGLE));
      return;
    }
    spread = scaling.scaling();
    List<RunManifest> planned = manifests();
    if (spread.mode() != TrainMode.SINGLE) {
      for (RunManifest manifest : planned) {
        DistributedTrainer.check(manifest.experiment(), spread);
      }
    }
    TrainJob.refuseTaken(new Runs(opened), opened, planned);
  }

  /** Workers of one process share its processors; on a cluster a task has its executor's. */
  private static int threads(JavaSparkContext spark, Scaling spread, int runs) {
    boolean single = spread.mode() == TrainMode.SINGLE;
    if (!spark.sc().isLocal()) {
      return single
          ? ExecutorCores.ofTask(spark.sc(), runs)
          : spark.getConf().getInt("spark.task.cpus", 1);
    }
    int processors = Runtime.getRuntime().availableProcessors();
    if (single) {
      return processors;
    }
    int workers = spread.workers() == 0 ? spark.defaultParallelism() : spread.workers();
    return Math.max(1, processors / workers);
  }

  @Override
  public JobReport run(JavaSparkContext spark, Output out) throws IOException {
    if (spread == null) {
      spread = scaling.scaling();
    }
    TrainingOptions options =
        new TrainingOptions(
            threads == null ? threads(spark, spread, manifests().size()) : threads,
            allowNan,
            checkpointSeconds);
    return TrainJob.run(
        spark,
        new TrainRequest(
            manifests(),
            home(),
            kafkaSettings().orElse(null),
            dataFolder(),
            options,
            resume,
            spread),
        out);
  }
}
