// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A Spark standalone cluster of this machine on 127.0.0.1: a master and workers, each a process of
 * its own, made from the libraries of a class path. It outlives the process that starts it; what is
 * known of it stands in {@code cluster.properties} of its folder.
 */
public final class LocalCluster {
  private final Path folder;
  private final Path logs;
  private final Path file;

  /** A cluster of that folder, up or not; its processes' logs go to the other. */
  public LocalCluster(Path folder, Path logs) {
    this.folder = folder.toAbsolutePath().normalize();
    this.logs = logs.toAbsolutePath().normalize();
    this.file = this.folder.resolve("cluster.properties");
  }

  /** How a cluster is. */
  public record Status(
      String master, String page, ClusterOptions options, List<String> missing, List<Path> logs) {
    /** Whether all of its processes run. */
    public boolean whole() {
      return missing.isEmpty();
    }
  }

  /**
   * What is up: empty if nothing is. A cluster that a crash cut short counts as one whose processes
   * are missing.
   */
  public Optional<Status> status() throws IOException {
    Optional<ClusterState> state = ClusterState.read(file);
    return state.isEmpty() ? Optional.empty() : Optional.of(status(state.get()));
  }

  private static Status status(ClusterState state) {
    OwnProcesses own = new OwnProcesses(state.token());
    List<String> missing =
        ClusterStart.names(state.options()).stream()
            .filter(
                name ->
                    state.members().stream()
                        .noneMatch(m -> m.name().equals(name) && own.runs(m.pid())))
            .toList();
    return new Status(
        state.master(),
        state.page(),
        state.options(),
        missing,
        state.members().stream().map(ClusterState.Member::log).toList());
  }

  /** What the master of a cluster that is up says. */
  public MasterPage page() throws IOException {
    return MasterPage.read(
        status().orElseThrow(() -> new IOException("no cluster is up in " + folder)).page());
  }

  /** The pid of a process of the cluster: {@code master}, {@code worker-1}, {@code worker-2}. */
  public Optional<Long> pid(String name) throws IOException {
    return ClusterState.read(file).stream()
        .flatMap(s -> s.members().stream())
        .filter(m -> m.name().equals(name))
        .map(ClusterState.Member::pid)
        .findFirst();
  }

  /**
   * Starts the cluster and returns when every worker is registered. What a crash left of an earlier
   * one is stopped first.
   *
   * @param gpus addresses for the workers to share; as many as they need, or more
   * @param libraries where Spark's classes are and what the executors need besides
   * @param stop says when to give up; nothing is left running then
   * @throws IOException if it does not come up; nothing is left running then
   */
  public Status up(
      ClusterOptions options, List<String> gpus, SparkLibraries libraries, BooleanSupplier stop)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Files.createDirectories(logs);
    try (FileChannel channel = lockFile();
        FileLock lock = lock(channel)) {
      Optional<ClusterState> old = ClusterState.read(file);
      if (old.isPresent()) {
        Status status = status(old.get());
        if (status.whole() && !status.master().isEmpty()) {
          throw new IOException("a cluster is up already: " + status.master());
        }
        end(old.get());
      }
      ClusterStart start = new ClusterStart(folder, logs, file, options, libraries, stop);
      boolean done = false;
      try {
        ClusterState state = start.run(gpus);
        done = true;
        return status(state);
      } finally {
        if (!done) {
          end(start.state());
        }
      }
    }
  }

  /** Stops the cluster; whether there was one. */
  public boolean down() throws IOException, InterruptedException {
    if (!Files.exists(file)) {
      return false;
    }
    try (FileChannel channel = lockFile();
        FileLock lock = lock(channel)) {
      Optional<ClusterState> state = ClusterState.read(file);
      if (state.isPresent()) {
        end(state.get());
      }
      return state.isPresent();
    }
  }

  /** Executors' own logs stay until the next start, under {@code work}. */
  private void end(ClusterState state) throws IOException, InterruptedException {
    new OwnProcesses(state.token()).stop();
    Folders.delete(folder.resolve(ClusterStart.SPARK));
    Folders.delete(folder.resolve(ClusterStart.SCRATCH));
    Files.deleteIfExists(file);
  }

  private FileChannel lockFile() throws IOException {
    return FileChannel.open(
        folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private FileLock lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // said below
    }
    throw new IOException("another command is just starting or stopping the cluster in " + folder);
  }
}
