// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnProcessesTest {
  @TempDir Path folder;

  @Test
  void onlyProcessesWithTheTokenAreOursAndAreStopped() throws Exception {
    Path source = folder.resolve("Sleeper.java");
    Files.writeString(
        source,
        "class Sleeper { public static void main(String[] a) throws Exception {"
            + " System.out.println(System.getenv(\"COLOUR\")); Thread.sleep(600_000); } }");
    OwnProcesses ours = new OwnProcesses("ours-" + folder.getFileName());
    OwnProcesses theirs = new OwnProcesses("theirs-" + folder.getFileName());
    Path log = folder.resolve("log.txt");
    Process process = ours.start(List.of(source.toString()), Map.of("COLOUR", "blue"), log);
    Process other =
        theirs.start(List.of(source.toString()), Map.of("COLOUR", "red"), folder.resolve("o.txt"));
    try {
      while (!Files.readString(log).contains("blue")) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(20);
      }
      assertThat(ours.runs(process.pid())).isTrue();
      assertThat(ours.runs(other.pid())).as("the pid of somebody else").isFalse();
      assertThat(ours.running()).extracting(ProcessHandle::pid).containsExactly(process.pid());
      ours.stop();
      assertThat(process.isAlive()).isFalse();
      assertThat(ours.running()).isEmpty();
      assertThat(other.isAlive()).isTrue();
      ours.stop(); // nothing to stop
    } finally {
      process.destroyForcibly();
      other.destroyForcibly();
    }
  }
}
