// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra.hosts;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weightlapse.k8s.Tool;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts with a cable between them: network namespaces of this machine, which share its files
 * and nothing of its network. Needs root; the test is skipped where the kernel does not allow it.
 */
final class TwoHosts implements Closeable {
  /** Of the range for tests of network devices (RFC 2544), so no real network has it. */
  static final String FIRST = "198.18.0.1";

  static final String SECOND = "198.18.0.2";

  /** Whether the hosts reach each other. */
  enum Cable {
    IN,
    OUT
  }

  private final String suffix = Long.toString(ProcessHandle.current().pid(), 36);
  private final List<Process> processes = new ArrayList<>();

  static TwoHosts open() {
    Tool.require("ip");
    TwoHosts hosts = new TwoHosts();
    boolean open = false;
    try {
      hosts.make();
      open = true;
    } finally {
      if (!open) {
        hosts.remove();
      }
    }
    return hosts;
  }

  private void make() {
    Tool.Result made = Tool.run(List.of("ip", "netns", "add", name(FIRST)));
    assumeTrue(made.code() == 0, "network namespaces must be allowed here: " + made.said().strip());
    must("netns", "add", name(SECOND));
    must(
        "link",
        "add",
        cable(FIRST),
        "netns",
        name(FIRST),
        "type",
        "veth",
        "peer",
        "name",
        cable(SECOND),
        "netns",
        name(SECOND));
    for (String address : List.of(FIRST, SECOND)) {
      must("-n", name(address), "address", "add", address + "/30", "dev", cable(address));
      must("-n", name(address), "link", "set", "lo", "up");
      must("-n", name(address), "link", "set", cable(address), "up");
    }
  }

  private String name(String address) {
    return "wl" + suffix + (address.equals(FIRST) ? "a" : "b");
  }

  private String cable(String address) {
    return "wl" + (address.equals(FIRST) ? "a" : "b") + suffix;
  }

  private static void must(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Tool.Result result = Tool.run(command);
    if (result.code() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + result.said());
    }
  }

  /** Pulls the cable out, or puts it in again. */
  void cable(Cable state) {
    must("-n", name(FIRST), "link", "set", cable(FIRST), state == Cable.IN ? "up" : "down");
  }

  /** Starts a program on a host; {@link #close} stops it. Its output goes to a file. */
  Process start(String host, Map<String, String> environment, List<String> command, Path log)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name(host)));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /** Ends the programs, those that they have started too, and removes the hosts. */
  @Override
  public void close() {
    for (Process process : processes) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      try {
        process.waitFor(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    remove();
  }

  private void remove() {
    for (String host : List.of(FIRST, SECOND)) {
      Tool.run(List.of("ip", "netns", "del", name(host))); // the cable goes with them
    }
  }
}
