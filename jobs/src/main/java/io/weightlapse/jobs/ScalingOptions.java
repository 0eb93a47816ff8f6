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
      paramLabel = "single|averaging|sharing",
      description =
          "How a run uses executors: whole in one task, workers whose parameters are averaged,"
              + " or workers that share every update (default: single).")
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

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "Parts of an update below T wait with their worker until they have added up; the others"
              + " are sent as +T or -T (default: chosen by DL4J from the share of parts sent).")
  private Double threshold;

  @Option(
      names = "--mesh",
      paramLabel = "plain|tree",
      description =
          "On a cluster, every executor sends updates to the driver, which passes them on to all"
              + " others, or they form a tree below it, of eight each (default: plain).")
  private String mesh;

  @Option(
      names = "--port",
      paramLabel = "P",
      description =
          "UDP port at which the driver's parameter server listens on a cluster; executors take"
              + " those above it, P+1 to P+N for N workers where they are free (default: 49876).")
  private Integer port;

  @Option(
      names = "--network-mask",
      paramLabel = "M",
      description =
          "Network, as 10.0.0.0/8, whose addresses executors and driver use for updates (default:"
              + " that of spark.driver.host).")
  private String networkMask;

  @Option(
      names = "--controller",
      paramLabel = "ADDR",
      description =
          "The driver's IPv4 address in that network (default: the first one that it has).")
  private String controller;

  /**
   * What a resumed run goes on with.
   *
   * @param stored how it began
   */
  Scaling resumed(Scaling stored) {
    Object[] all = {
      mode, engine, workers, frequency, treeDepth, threshold, mesh, port, networkMask, controller
    };
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
      needs("--workers", workers, "averaging or sharing");
      needs("--engine", e == Engine.DL4J ? "dl4j" : null, "averaging or sharing");
    }
    if (m != TrainMode.AVERAGING) {
      needs("--averaging-frequency", frequency, "averaging");
      needs("--tree-depth", treeDepth, "averaging");
    }
    if (m != TrainMode.SHARING) {
      needs("--threshold", threshold, "sharing");
      needs("--mesh", mesh, "sharing");
      needs("--port", port, "sharing");
      needs("--network-mask", networkMask, "sharing");
      needs("--controller", controller, "sharing");
    } else if (e == Engine.FUSED) {
      throw new UserException("--engine must be dl4j with --mode sharing: was fused");
    } else {
      e = Engine.DL4J;
    }
    if (workers != null) {
      Checks.atLeast("--workers", workers, 1);
    }
    return new Scaling(
        m,
        e,
        workers == null ? 0 : workers,
        or(frequency, Scaling.SINGLE.averagingFrequency()),
        or(treeDepth, Scaling.SINGLE.treeDepth()),
        sharing());
  }

  private Sharing sharing() {
    Sharing standard = Sharing.STANDARD;
    if (threshold != null && !(threshold > 0)) {
      throw new UserException("--threshold must be positive: was " + threshold);
    }
    return new Sharing(
        or(threshold, standard.threshold()),
        choice("--mesh", mesh, Sharing.Mesh.values(), standard.mesh()),
        or(port, standard.port()),
        or(networkMask, standard.networkMask()),
        or(controller, standard.controller()));
  }

  private static <T> T or(T value, T standard) {
    return value == null ? standard : value;
  }

  private static void needs(String option, Object value, String modes) {
    if (value != null) {
      throw new UserException(option + " needs --mode " + modes);
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
