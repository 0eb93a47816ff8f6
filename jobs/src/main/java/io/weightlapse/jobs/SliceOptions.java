// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.function.Expression;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of lines, planes and functions, and the request that they mean. */
final class SliceOptions {
  private static final int LINE_POINTS = 101;
  private static final int PLANE_POINTS = 25;
  private static final int FUNCTION_POINTS = 51;

  @Option(
      names = "--directions",
      paramLabel = "NAMES",
      description = {
        "Of a line or plane: random, filter, layer or weight (random, normalised), pca, gradient,",
        "update, hessian, run:ID, runs:A,B, step:N, points (a line between two random points),",
        "file:PATH (.npy); for a plane one name or two with a comma (default: filter; of a line",
        "with --to-step: step:N)."
      })
  private String directions;

  @Option(
      names = "--range2",
      paramLabel = "C:D",
      description = "Offsets along the second direction (default: as --range).")
  private String range2;

  @Option(
      names = "--from-step",
      paramLabel = "N",
      description = "A line between two snapshots begins here (default: the step of --steps).")
  private Long fromStep;

  @Option(
      names = "--to-step",
      paramLabel = "N",
      description = "A line between two snapshots goes to here, at coordinate 1.")
  private Long toStep;

  @Mixin private SampleOptions sampled = new SampleOptions();

  @Option(
      names = "--scale",
      paramLabel = "S",
      defaultValue = "1",
      description = "Multiplies the ranges (default: 1).")
  private double scale = 1;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the slice (default: made of directions and data).")
  private String name;

  @Option(
      names = "--own-directions",
      description = "Each step has directions of its own, made there (default: shared).")
  private boolean own;

  @Option(names = "--shared-directions", description = "All steps have those of the last one.")
  private boolean sharedAsked;

  @Option(
      names = "--precision",
      paramLabel = "float|double",
      defaultValue = "float",
      description = "double is slow: a whole forward pass a point (default: float).")
  private String precision = "float";

  @Option(
      names = "--function",
      paramLabel = "EXPRESSION",
      description = "Of x and y, such as \"x^2 + y^2\", for --slice function.")
  private String function;

  @Option(
      names = "--cut",
      paramLabel = "X,Y,DX,DY",
      description = "An upright plane through (X, Y) along (DX, DY) that cuts the function.")
  private String cut;

  @Option(
      names = "--resume",
      description = "Goes on with a stored survey; fails where its options were others.")
  private boolean resume;

  @Option(names = "--yes", description = "Begins even if it will take long.")
  private boolean yes;

  private int partitions; // 0: what suits the machine

  /** For tests: so many Spark tasks. */
  void partitions(int wanted) {
    partitions = wanted;
  }

  boolean yes() {
    return yes;
  }

  /** A line or a plane, by the number of directions in the file. */
  SliceKind kindOfFile() throws IOException {
    Checks.require(
        directions != null && directions.startsWith("file:"),
        "--slice file needs --directions file:PATH");
    String path = directions.substring("file:".length());
    return DirectionMaker.vectors(path).length == 1 ? SliceKind.LINE : SliceKind.PLANE;
  }

  SliceRequest request(
      String run,
      SliceKind kind,
      String steps,
      String grid,
      String range,
      String home,
      KafkaSettings kafka,
      DataFolder folder) {
    Checks.positive("--scale", scale);
    Checks.require(!(own && sharedAsked), "--own-directions excludes --shared-directions");
    Checks.require(
        precision.matches("float|double"),
        "--precision must be float or double: was %s",
        precision);
    if (name != null) {
      NamedSlice unused = new NamedSlice(kind, name); // checks it
      Checks.require(
          !name.matches(".*\\.(origin|step\\d+)"),
          "--name must not end in .origin or .stepN, as files of slices do: was %s",
          name);
    }
    boolean isFunction = kind == SliceKind.FUNCTION;
    Checks.require(
        isFunction == (function != null),
        isFunction ? "--slice function needs --function" : "--function is for --slice function");
    if (isFunction) {
      Expression.of(function);
    }
    checkCut(isFunction);
    checkData(kind);
    String named = directions(kind);
    if (!isFunction) {
      DirectionNames.of(named, kind == SliceKind.LINE ? 1 : 2);
    }
    int[] counts = grid(kind, grid);
    Axis alpha = ends("--range", range);
    Axis beta = ends("--range2", range2);
    Checks.require(
        kind != SliceKind.LINE || range2 == null, "--range2 is not for lines: was %s", range2);
    return new SliceRequest(
        run,
        kind,
        name,
        named,
        own ? DirectionUse.OWN : DirectionUse.SHARED,
        new StepChoice(steps == null ? "last" : steps),
        fromStep == null ? -1 : fromStep,
        counts[0],
        counts[1],
        alpha,
        beta,
        scale,
        sampled.data(),
        sampled.samples(),
        sampled.seed(),
        precision,
        function == null ? "" : function,
        cut == null ? "" : cut,
        resume ? SliceRequest.Mode.RESUME : SliceRequest.Mode.AUTO,
        yes || resume // which was begun with consent
            ? SliceRequest.Consent.GIVEN
            : SliceRequest.Consent.ASK,
        home,
        kafka,
        folder,
        partitions);
  }

  private String directions(SliceKind kind) {
    Checks.require(
        kind == SliceKind.LINE || (fromStep == null && toStep == null),
        "--from-step and --to-step are for lines");
    Checks.require(
        toStep == null || directions == null,
        "--to-step excludes --directions: was %s",
        directions);
    Checks.require(
        kind != SliceKind.FUNCTION || directions == null,
        "--directions is not for functions: was %s",
        directions);
    if (toStep != null) {
      return "step:" + toStep;
    }
    return directions != null ? directions : kind == SliceKind.FUNCTION ? "" : "filter";
  }

  private void checkData(SliceKind kind) {
    String data = sampled.data();
    if (data.matches("batches:[1-9]\\d{0,3}")) {
      Checks.require(kind == SliceKind.LINE, "--data batches:K is for lines: was %s", data);
    } else {
      DataChoice unused = sampled.choice(); // checks it
    }
  }

  private void checkCut(boolean isFunction) {
    Checks.require(isFunction || cut == null, "--cut is for --slice function: was %s", cut);
    if (cut != null) {
      String[] parts = cut.split(",", -1);
      Checks.require(parts.length == 4, "--cut must be X,Y,DX,DY: was %s", cut);
      for (String part : parts) {
        number("--cut", part, cut);
      }
      Checks.require(
          Double.parseDouble(parts[2]) != 0 || Double.parseDouble(parts[3]) != 0,
          "--cut must have a direction DX,DY other than 0,0: was %s",
          cut);
    }
  }

  private static double number(String option, String part, String text) {
    try {
      double value = Double.parseDouble(part);
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException(option + " must be finite numbers: was " + text);
  }

  static Axis ends(String option, String text) {
    if (text == null) {
      return null;
    }
    String[] parts = text.split(":", -1);
    if (parts.length != 2) {
      throw new UserException(option + " must be A:B: was " + text);
    }
    double from = number(option, parts[0], text);
    double to = number(option, parts[1], text);
    if (!(from < to)) {
      throw new UserException(option + " must be A:B with A < B: was " + text);
    }
    return new Axis(from, to, 2);
  }

  private static int[] grid(SliceKind kind, String grid) {
    int usual =
        switch (kind) {
          case LINE -> LINE_POINTS;
          case FUNCTION -> FUNCTION_POINTS;
          default -> PLANE_POINTS;
        };
    if (grid == null) {
      return new int[] {usual, usual};
    }
    String[] parts = grid.split("x", -1);
    boolean line = kind == SliceKind.LINE;
    try {
      if (parts.length == (line ? 1 : 2)) {
        int[] counts = {Integer.parseInt(parts[0]), Integer.parseInt(parts[parts.length - 1])};
        if (counts[0] < 2 || counts[1] < 2) {
          throw new UserException(
              String.format(
                  Locale.ROOT, "--grid must have at least 2 points a side: was %s", grid));
        }
        if ((long) counts[0] * (line ? 1 : counts[1]) > Integer.MAX_VALUE - 8) {
          throw new UserException("--grid must have fewer than 2^31 points: was " + grid);
        }
        return counts;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException("--grid must be " + (line ? "N for a line" : "NxM") + ": was " + grid);
  }
}
