// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import picocli.CommandLine.Option;

/** The options of {@code train} that spread a run over executors. */
final class ScalingOptions {
  @Option(
      names = "--mode",
      paramLabel = "single|averaging",
      description =
          "How a run uses executors: whole in one task, or workers whose parameters are averaged"
              + " (default: single).")
  private String mode;

  @Option(
      names = "--engine",
      paramLabel = "auto|fused|dl4j",
      description =
          "What computes the minibatches of workers: our kernel or DL4J's (default: auto, fused on"
              + " CPUs and dl4j on GPUs).")
  private String engine;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Workers of a run; each needs a slot (default: one in every slot).")
  private Integer workers;

  @Option(
      names = "--averaging-frequency",
      paramLabel = "K",
      description = "Minibatches of each worker between two averages (default: 10).")
  private Integer frequency;

  @Option(
      names = "--tree-depth",
      paramLabel = "D",
      description = "Levels in which averages are gathered (default: 2).")
  private Integer treeDepth;

  /**
   * What a resumed run goes on with.
   *
   * @param stored how it began
   */
  Scaling resumed(Scaling stored) {
    Object[] all = {mode, engine, workers, frequency, treeDepth};
    if (Arrays.stream(all).anyMatch(Objects::nonNull)) {
      throw new UserException(
          "--resume goes on as the run began: --mode, --workers and their like cannot be given");
    }
    return stored;
  }

  /** What the options mean. */
  Scaling scaling() {
    TrainMode m = choice("--mode", mode, TrainMode.values(), TrainMode.SINGLE);
    Engine e = choice("--engine", engine, Engine.values(), Engine.AUTO);
    if (m == TrainMode.SINGLE) {
      onlyWithAveraging("--workers", workers);
      onlyWithAveraging("--averaging-frequency", frequency);
      onlyWithAveraging("--tree-depth", treeDepth);
      if (e == Engine.DL4J) {
        throw new UserException("--engine dl4j needs --mode averaging");
      }
    }
    if (workers != null) {
      Checks.atLeast("--workers", workers, 1);
    }
    return new Scaling(
        m,
        e,
        workers == null ? 0 : workers,
        or(frequency, Scaling.SINGLE.averagingFrequency()),
        or(treeDepth, Scaling.SINGLE.treeDepth()));
  }

  private static <T> T or(T value, T standard) {
    return value == null ? standard : value;
  }

  private static void onlyWithAveraging(String option, Object value) {
    if (value != null) {
      throw new UserException(option + " needs --mode averaging");
    }
  }

  private static <E extends Enum<E>> E choice(String option, String text, E[] all, E standard) {
    if (text == null) {
      return standard;
    }
    List<String> labels = Arrays.stream(all).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    int at = labels.indexOf(text);
    if (at < 0) {
      throw new UserException(option + " must be " + String.join(" or ", labels) + ": was " + text);
    }
    return all[at];
  }
}
