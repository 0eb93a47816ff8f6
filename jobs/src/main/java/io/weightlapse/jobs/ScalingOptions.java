// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** The options of {@code train} that spread a run over executors. */
final class ScalingOptions {
  @Option(
      names = "--mode",
      paramLabel = "single|averaging|sharing",
      description =
          "How a run uses executors: whole in one task; workers whose parameters are averaged;"
              + " workers that share gradients (default: single).")
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
      description = "sharing: a parameter's update is told once it is this large (default: 1e-3).")
  private Double threshold;

  @Option(
      names = "--mesh",
      paramLabel = "plain|mesh",
      description =
          "sharing: workers tell the driver, which tells all, or a tree of them (default: plain).")
  private String mesh;

  @Option(
      names = "--mesh-port",
      paramLabel = "PORT",
      description = "sharing: UDP port of the mesh on every machine (default: 40123).")
  private Integer port;

  @Option(
      names = "--network-mask",
      paramLabel = "A.B.C.D/BITS",
      description =
          "sharing: which of a machine's addresses the mesh uses (default: 127.0.0.0/8, one"
              + " machine).")
  private String networkMask;

  @Option(
      names = "--controller",
      paramLabel = "ADDRESS",
      description = "sharing: where workers find the driver (default: Spark's address of it).")
  private String controller;

  /** Whether any of the options was given. */
  boolean given() {
    return !Arrays.asList(
            mode,
            engine,
            workers,
            frequency,
            treeDepth,
            threshold,
            mesh,
            port,
            networkMask,
            controller)
        .stream()
        .allMatch(o -> o == null);
  }

  /** What the options mean. */
  Scaling scaling() {
    TrainMode m = choice("--mode", mode, TrainMode.values(), TrainMode.SINGLE);
    Engine e = choice("--engine", engine, Engine.values(), Engine.AUTO);
    if (m == TrainMode.SINGLE) {
      onlyWith("--workers", workers, "averaging or sharing");
      if (e == Engine.DL4J) {
        throw new UserException("--engine dl4j needs --mode averaging or sharing");
      }
    }
    if (m != TrainMode.AVERAGING) {
      onlyWith("--averaging-frequency", frequency, "averaging");
      onlyWith("--tree-depth", treeDepth, "averaging");
    }
    if (m != TrainMode.SHARING) {
      onlyWith("--threshold", threshold, "sharing");
      onlyWith("--mesh", mesh, "sharing");
      onlyWith("--mesh-port", port, "sharing");
      onlyWith("--network-mask", networkMask, "sharing");
      onlyWith("--controller", controller, "sharing");
    } else if (e == Engine.FUSED) {
      throw new UserException("--engine fused cannot share gradients: --mode sharing is DL4J's");
    }
    if (workers != null) {
      Checks.atLeast("--workers", workers, 1);
    }
    SharingSpec s = SharingSpec.STANDARD;
    return new Scaling(
        m,
        e,
        workers == null ? 0 : workers,
        or(frequency, Scaling.SINGLE.averagingFrequency()),
        or(treeDepth, Scaling.SINGLE.treeDepth()),
        new SharingSpec(
            or(threshold, s.threshold()),
            choice("--mesh", mesh, SharingSpec.Mesh.values(), s.mesh()),
            or(port, s.port()),
            or(networkMask, s.networkMask()),
            or(controller, s.controller())));
  }

  private static <T> T or(T value, T standard) {
    return value == null ? standard : value;
  }

  private static void onlyWith(String option, Object value, String modes) {
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
