// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes of one cluster. A pid alone proves nothing, as systems use them again: each command
 * line carries the cluster's token, and only processes with it are ours.
 */
final class OwnProcesses {
  private static final String PROPERTY = "-Dweightlapse.cluster=";
  private static final long PATIENCE_SECONDS = 20;

  private final String mark;

  OwnProcesses(String token) {
    this.mark = PROPERTY + token;
  }

  /**
   * Starts a JVM that outlives this one. Where the system has {@code setsid}, a Ctrl-C in this
   * terminal does not reach it.
   *
   * @param arguments of {@code java}, without the mark
   */
  Process start(List<String> arguments, Map<String, String> environment, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    setsid().ifPresent(path -> command.add(path.toString()));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(mark); // first: systems cut long command lines
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File(File.separatorChar == '/' ? "/dev/null" : "NUL"));
    builder.environment().keySet().removeIf(key -> key.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static java.util.Optional<Path> setsid() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "setsid"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** All that run now, whoever started them. */
  List<ProcessHandle> running() {
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(this::isOurs).toList();
    }
  }

  /** Whether the process of that pid runs and is ours. */
  boolean runs(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs).isPresent();
  }

  private boolean isOurs(ProcessHandle process) {
    return Arrays.asList(process.info().arguments().orElse(new String[0])).contains(mark);
  }

  /** Stops them and what they started: asks first, and kills what has not ended in 20 s. */
  void stop() throws InterruptedException {
    for (List<ProcessHandle> found = running(); !found.isEmpty(); found = running()) {
      List<ProcessHandle> all = new ArrayList<>(found);
      found.forEach(p -> p.descendants().forEach(all::add)); // executors
      found.forEach(ProcessHandle::destroy);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      for (ProcessHandle process : all) {
        if (!ended(process, deadline)) {
          process.destroyForcibly();
          ended(process, System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS));
        }
      }
    }
  }

  private static boolean ended(ProcessHandle process, long deadline) throws InterruptedException {
    while (process.isAlive()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(20);
    }
    return true;
  }
}
