// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.JobCommand;
import io.weightlapse.jobs.gpu.GpuRequest;
import io.weightlapse.local.cluster.LocalCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Hands a job to a cluster: spark-submit in a process of its own, with the jar for Spark, and this
 * JVM's flags. What executors need, the job asks for itself.
 */
final class ClusterSubmit {
  private static final long PATIENCE_SECONDS = 70; // a job has 60 s to stop

  private ClusterSubmit() {}

  static int run(JobCommand job, String master, Class<?> mainClass, List<String> arguments)
      throws IOException {
    String jar = System.getProperty("weightlapse.jobs.jar", "");
    if (jar.isEmpty() || !Files.isRegularFile(Path.of(jar))) {
      throw new UserException(
          "--master " + master + " needs the jobs' jar; start with bin/weightlapse");
    }
    Optional<GpuRequest> gpus = job.gpus();
    Optional<LocalCluster.Status> own = own(job.home(), master);
    if (gpus.isPresent() && own.isPresent()) {
      gpus.get().checkWorkers(master, own.get().options().gpusPerWorker());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.apache.spark.deploy.SparkSubmit");
    command.addAll(List.of("--master", master));
    if (isLoopback(master)) {
      command.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
      command.addAll(List.of("--conf", "spark.driver.bindAddress=127.0.0.1"));
    }
    command.addAll(List.of("--class", mainClass.getName(), jar));
    command.addAll(withoutMaster(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    if (isLoopback(master)) {
      builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    }
    return await(builder.start());
  }

  /** The cluster of this machine, if that is the master. */
  private static Optional<LocalCluster.Status> own(String home, String master) throws IOException {
    for (String location : List.of(home, JobCommand.home(null))) {
      Optional<Path> folder = Home.open(location).folder();
      if (folder.isPresent()) {
        Optional<LocalCluster.Status> status = ClusterHome.of(folder.get()).status();
        if (status.isPresent() && status.get().master().equals(master)) {
          return status;
        }
      }
    }
    return Optional.empty();
  }

  /** Ours but for agents, which would fight over the same files and ports. */
  static List<String> flags(List<String> ours) {
    return ours.stream()
        .filter(f -> !f.startsWith("-agent") && !f.startsWith("-javaagent"))
        .toList();
  }

  static boolean isLoopback(String master) {
    return master.matches("spark://(127\\.\\d+\\.\\d+\\.\\d+|localhost):\\d+");
  }

  /** Waits for the job; a signal to this process alone reaches it too. */
  private static int await(Process process) {
    Thread hook =
        new Thread(
            () -> {
              process.destroy();
              try {
                process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "weightlapse-submit");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int code = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(hook);
      return code;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException("interrupted while the job ran", 1, e);
    } catch (IllegalStateException e) {
      return 1; // this process ends by a signal, which has its own exit code
    }
  }

  /** The job's own arguments: without the command's name and {@code --master}. */
  static List<String> withoutMaster(List<String> arguments) {
    List<String> kept = new ArrayList<>();
    for (int i = 1; i < arguments.size(); i++) {
      if (arguments.get(i).equals("--master")) {
        i++;
      } else if (!arguments.get(i).startsWith("--master=")) {
        kept.add(arguments.get(i));
      }
    }
    return kept;
  }
}
