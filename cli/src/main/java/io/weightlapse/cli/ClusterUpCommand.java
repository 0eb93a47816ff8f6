// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.local.cluster.ClusterOptions;
import io.weightlapse.local.cluster.GpuDiscovery;
import io.weightlapse.local.cluster.LocalCluster;
import io.weightlapse.local.cluster.SparkLibraries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.launcher.JavaModuleOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse cluster up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts a Spark master and workers on 127.0.0.1, each a process of its own, and returns when",
      "all workers are registered. They run until 'weightlapse cluster down'."
    })
final class ClusterUpCommand implements Callable<Integer> {
  @Mixin private ClusterHome home;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many worker processes (default: ${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--cores",
      paramLabel = "C",
      description = "Task slots of each worker (default: this machine's processors, divided).")
  private Integer cores;

  @Option(
      names = "--memory",
      paramLabel = "M",
      defaultValue = "2g",
      description =
          "What the executors of one worker may have together (default: ${DEFAULT-VALUE}); a job's"
              + " executor asks for 1g unless told otherwise.")
  private String memory;

  @Option(
      names = "--gpus-per-worker",
      paramLabel = "G",
      defaultValue = "0",
      description = "GPUs of each worker, each its own (default: ${DEFAULT-VALUE}).")
  private int gpus;

  @Option(
      names = "--gpu-discovery",
      paramLabel = "SCRIPT",
      description = "Prints this machine's GPUs, as Spark asks (default: infra/gpu's).")
  private Path script;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LocalCluster cluster = home.cluster();
    Output out = home.output();
    Optional<LocalCluster.Status> present = cluster.status();
    if (present.isPresent() && present.get().whole()) {
      out.line("a cluster is up already: " + ClusterHome.what(present.get()));
      return 0;
    }
    ClusterOptions options = options();
    try (Interrupt interrupt = new Interrupt()) {
      List<String> addresses = addresses(options);
      present.ifPresent(
          old -> out.line("clearing away a cluster without " + String.join(", ", old.missing())));
      out.line("starting a master and " + ClusterHome.count(options.workers(), "worker"));
      LocalCluster.Status up =
          cluster.up(
              options,
              addresses,
              new SparkLibraries(
                  System.getProperty("java.class.path"),
                  Arrays.asList(JavaModuleOptions.defaultModuleOptions().strip().split(" +"))),
              interrupt::asked);
      out.line("cluster: " + ClusterHome.what(up));
      out.line("logs:    " + up.logs().get(0).getParent());
      out.line("use it:  weightlapse train xor --master " + up.master() + gpuUse());
      out.line("stop it: weightlapse cluster down" + home.option());
      return 0;
    } catch (IOException e) {
      throw new UserException(e.getMessage(), 1, e);
    }
  }

  private String gpuUse() {
    return gpus == 0 ? "" : " --gpus-per-executor " + gpus;
  }

  private ClusterOptions options() {
    int own = Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers));
    return new ClusterOptions(
        workers, cores == null ? own : cores, ClusterOptions.megabytes(memory), gpus);
  }

  private List<String> addresses(ClusterOptions options) throws IOException, InterruptedException {
    if (gpus == 0) {
      return List.of();
    }
    List<String> found = GpuDiscovery.addresses(script == null ? ownScript() : script);
    int needed = options.workers() * options.gpusPerWorker();
    if (found.size() < needed) {
      throw new UserException(
          String.format(
              "%s with --gpus-per-worker %d: needs %s, this machine has %d: %s",
              ClusterHome.count(options.workers(), "worker"),
              options.gpusPerWorker(),
              ClusterHome.count(needed, "GPU"),
              found.size(),
              String.join(", ", found)));
    }
    return found;
  }

  private static Path ownScript() {
    String infra = System.getProperty("weightlapse.infra", "");
    if (infra.isEmpty()) {
      throw new UserException("--gpus-per-worker needs --gpu-discovery without bin/weightlapse");
    }
    return Path.of(infra, "gpu", "discover-gpus.sh");
  }
}
