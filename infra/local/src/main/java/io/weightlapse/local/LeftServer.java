// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server whose process outlived the one that started it. */
final class LeftServer {
  private static final int SECONDS = 30;

  /** Of the port in postmaster.pid: process, folder, time, port. */
  private static final int PORT_LINE = 4;

  private LeftServer() {}

  /** Stops it, if there is one on the folder; to be called by who has the folder's lock. */
  static void stop(Path data) throws IOException {
    Optional<ProcessHandle> left = of(data);
    if (left.isEmpty()) {
      return;
    }
    long pid = left.get().pid();
    // SIGINT: a fast shutdown; with the SIGTERM of destroy() it would wait for its clients
    Process kill = new ProcessBuilder("kill", "-INT", Long.toString(pid)).start();
    try {
      kill.waitFor(SECONDS, TimeUnit.SECONDS);
      left.get().onExit().get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("postgres: interrupted", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new IOException(
          "postgres: process " + pid + " still uses " + data + ": stop it first", e);
    }
  }

  /** The port of 127.0.0.1 of the server that runs on the folder, if there is one. */
  static Optional<Integer> port(Path data) throws IOException {
    List<String> lines = lines(data);
    boolean told = lines.size() >= PORT_LINE && lines.get(PORT_LINE - 1).matches("[0-9]{1,5}");
    return told && of(data).isPresent()
        ? Optional.of(Integer.valueOf(lines.get(PORT_LINE - 1)))
        : Optional.empty();
  }

  private static List<String> lines(Path data) throws IOException {
    try {
      return Files.readAllLines(data.resolve("postmaster.pid"));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** The process that the folder's own file names, if it is a server of that folder. */
  private static Optional<ProcessHandle> of(Path data) throws IOException {
    List<String> lines = lines(data);
    if (lines.size() < 2 || !lines.get(0).strip().matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
        .filter(p -> p.info().command().map(c -> c.endsWith("postgres")).orElse(false));
  }
}
