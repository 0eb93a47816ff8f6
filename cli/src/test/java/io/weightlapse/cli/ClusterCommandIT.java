// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.RunState;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weightlapse cluster}, and jobs handed to it. */
class ClusterCommandIT {
  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  /** A command in a process of its own. */
  private String run(int code, Object... args) throws Exception {
    Path log = folder.resolve("log.txt");
    return Cli.end(Cli.start(log, args), log, code);
  }

  /** A command about the cluster, in this process. */
  private String cluster(int code, String command, Object... options) {
    Object[] args = new Object[options.length + 4];
    args[0] = "cluster";
    args[1] = command;
    args[2] = "--home";
    args[3] = home();
    System.arraycopy(options, 0, args, 4, options.length);
    Cli.Result result = Cli.here(args);
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
    return result.out() + result.err();
  }

  @AfterEach
  void down() throws Exception {
    cluster(0, "down");
  }

  private static long pid(String state, String name) {
    List<String> lines = state.lines().toList();
    String key =
        lines.stream()
            .filter(l -> l.endsWith(".name=" + name))
            .map(l -> l.replace(".name=" + name, ".pid="))
            .findFirst()
            .orElseThrow();
    return lines.stream()
        .filter(l -> l.startsWith(key))
        .map(l -> Long.parseLong(l.substring(key.length())))
        .findFirst()
        .orElseThrow();
  }

  private String state() throws Exception {
    return Files.readString(home().resolve("cluster/cluster.properties"));
  }

  private static boolean anyWith(String token) {
    return ProcessHandle.allProcesses()
        .anyMatch(
            p ->
                Arrays.stream(p.info().arguments().orElse(new String[0]))
                    .anyMatch(a -> a.contains(token)));
  }

  private static String value(String state, String key) {
    return state
        .lines()
        .filter(l -> l.startsWith(key + "="))
        .map(l -> l.substring(key.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void upTrainsAndGoesDown() throws Exception {
    assertThat(cluster(1, "status")).startsWith("no cluster is up: ");
    String said = cluster(0, "up", "--workers", "2", "--cores", "1");
    String master = value(state(), "master");
    assertThat(said)
        .contains("cluster: " + master + ", 2 workers with 1 core, 2048 MiB each, page http://127.")
        .contains("use it:  weightlapse train xor --master " + master)
        .contains("stop it: weightlapse cluster down --home " + home());
    assertThat(cluster(0, "up")).startsWith("a cluster is up already: " + master);

    Object[] train = {
      "train", "xor", "--run", "r", "--set", "training.epochs=3", "--home", home(), "--master"
    };
    Object[] there = Arrays.copyOf(train, train.length + 1);
    there[train.length] = master;
    assertThat(run(0, there)).contains("r trained: 1,500 steps, 3 epochs").doesNotContain("WARN");
    assertThat(new Runs(Home.open(home().toString())).info("r").orElseThrow().state())
        .isEqualTo(RunState.DONE);
    Object[] gpus = Arrays.copyOf(there, there.length + 2);
    gpus[there.length] = "--gpus-per-executor";
    gpus[there.length + 1] = "1";
    assertThat(run(2, gpus))
        .isEqualTo("weightlapse: --gpus-per-executor: the workers of " + master + " have no GPU\n");

    // a crash of a worker is seen, and the next start clears it away
    String old = state();
    ProcessHandle.of(pid(old, "worker-2")).orElseThrow().destroyForcibly();
    assertThat(cluster(1, "status")).contains("weightlapse: not running: worker-2");
    assertThat(cluster(0, "up", "--workers", "1"))
        .contains("clearing away a cluster without worker-2")
        .contains("1 worker with ");
    assertThat(anyWith(value(old, "token"))).isFalse();
    assertThat(cluster(0, "status")).contains("worker:  worker-");
    String last = state();
    assertThat(cluster(0, "down")).isEqualTo("the cluster is down\n");
    assertThat(anyWith(value(last, "token"))).isFalse();
    assertThat(cluster(0, "down")).isEqualTo("no cluster is up: " + home() + "\n");
  }

  @Test
  void interruptedStartLeavesNothing() throws Exception {
    Path log = folder.resolve("up.txt");
    Process up = Cli.start(log, "cluster", "up", "--home", home());
    Cli.until(up, log, "starting a master and 2 workers");
    Path file = home().resolve("cluster/cluster.properties");
    while (!Files.exists(file) || !state().contains("member.0.pid")) {
      assertThat(up.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(10);
    }
    String token = value(state(), "token");
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(up.pid())).start().waitFor())
        .isZero();
    Cli.end(up, log, 130);
    assertThat(anyWith(token)).isFalse();
    assertThat(file).doesNotExist();
  }

  @Test
  void killedStartIsClearedAway() throws Exception {
    Path log = folder.resolve("up.txt");
    Process up = Cli.start(log, "cluster", "up", "--home", home());
    Path file = home().resolve("cluster/cluster.properties");
    while (!Files.exists(file) || !state().contains("member.0.pid")) {
      assertThat(up.isAlive()).as(Files.readString(log)).isTrue();
      Thread.sleep(10);
    }
    up.destroyForcibly().waitFor();
    String token = value(state(), "token");
    assertThat(anyWith(token)).isTrue();
    assertThat(cluster(1, "status"))
        .contains("cluster: not up yet, 2 workers with ")
        .contains("weightlapse: not running: ")
        .contains("'weightlapse cluster up' starts anew");
    assertThat(cluster(0, "down")).isEqualTo("the cluster is down\n");
    assertThat(anyWith(token)).isFalse();
  }
}
