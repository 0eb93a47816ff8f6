// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every mistake: one line, the right exit code, no stack trace, nothing written. */
class BadInputTest {
  @TempDir Path folder;

  private void wrong(int code, String message, Object... args) {
    Cli.Result result = Cli.here(args);
    assertThat(result.err()).startsWith("weightlapse: " + message).doesNotContain("\tat ");
    assertThat(result.code()).isEqualTo(code);
    assertThat(folder.resolve("home/runs")).doesNotExist();
  }

  private void wrongTraining(String message, Object... args) {
    Object[] all = new Object[args.length + 3];
    all[0] = "train";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--home";
    all[args.length + 2] = folder.resolve("home");
    wrong(2, message, all);
  }

  @Test
  void experiments() throws IOException {
    wrongTraining("unknown experiment xro; did you mean xor?", "xro");
    wrongTraining(
        "xor: unknown key training.epoch; did you mean training.epochs?",
        "xor",
        "--set",
        "training.epoch=3");
    wrongTraining(
        "xor: learningRate must be > 0: was -0.1",
        "xor",
        "--set",
        "training.optimiser.learningRate=-0.1");
    wrongTraining("xor: training.epochs must be >= 1: was 0", "xor", "--set", "training.epochs=0");
    wrongTraining(
        "xor: units of layer l3 must be >= 1: was 0", "xor", "--set", "network.layers.2.units=0");
    Path file = folder.resolve("bad.yaml");
    Files.writeString(file, "name: bad\nnetwork: [1, 2\n");
    wrongTraining(
        file + ":2:15: malformed YAML: while parsing a flow sequence, expected ',' or ']'", file);
    wrongTraining("--kafka must be none or HOST:PORT: was nowhere", "xor", "--kafka", "nowhere");
    wrongTraining("run must be ", "xor", "--run", "../escape");
  }

  @Test
  void spreading() {
    wrongTraining(
        "--mode must be single or averaging or sharing: was both", "xor", "--mode", "both");
    wrongTraining("--engine must be auto or fused or dl4j: was gpu", "xor", "--engine", "gpu");
    wrongTraining("--workers must be >= 1: was 0", "xor", "--mode", "averaging", "--workers", "0");
    wrongTraining(
        "--workers must be at most 25, the minibatches of an epoch: was 26",
        "playground",
        "--mode",
        "averaging",
        "--workers",
        "26");
    wrongTraining(
        "--averaging-frequency must be >= 1: was 0",
        "xor",
        "--mode",
        "averaging",
        "--averaging-frequency",
        "0");
    wrongTraining("--workers needs --mode averaging or sharing", "xor", "--workers", "2");
    wrongTraining(
        "layer l1: DL4J has no residual connections", "xor-12-residual", "--mode", "averaging");
  }

  @Test
  void commands() {
    wrong(2, "Unmatched argument at index 0: 'trian'", "trian");
    wrong(2, "Unknown options: '--sed', '3'", "train", "xor", "--sed", "3");
    wrong(2, "Missing required parameter: 'EXPERIMENT'", "train");
    wrong(
        2,
        "--view must be one of change-histogram, curves, decision-regions, filters, gradients,"
            + " loss-line, neuron-surfaces, predictions, surface, transformations, units,"
            + " weight-path, weight-updates, worker-paths: was weigths",
        "animate",
        "r",
        "--view",
        "weigths",
        "--home",
        folder.resolve("home"));
    wrong(2, "no run r in ", "animate", "r", "--home", folder.resolve("home"));
    wrong(2, "no run r in ", "landscape", "r", "--home", folder.resolve("home"));
  }

  @Test
  void clusters() throws IOException {
    Path home = folder.resolve("home");
    wrong(2, "--workers must be 1..64: was 0", "cluster", "up", "--workers", 0, "--home", home);
    wrong(2, "--cores must be >= 1: was 0", "cluster", "up", "--cores", 0, "--home", home);
    wrong(
        2,
        "--memory must be a number with m or g, such as 2g: was lots",
        "cluster",
        "up",
        "--memory",
        "lots",
        "--home",
        home);
    wrong(
        2,
        "--memory must be >= 512m: was 100m",
        "cluster",
        "up",
        "--memory",
        "100m",
        "--home",
        home);
    wrong(
        2,
        "--gpus-per-worker must be >= 0: was -1",
        "cluster",
        "up",
        "--gpus-per-worker=-1",
        "--home",
        home);
    Path script = folder.resolve("gpus.sh");
    Files.writeString(script, "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    wrong(
        2,
        "2 workers with --gpus-per-worker 1: needs 2 GPUs, this machine has 1: 0",
        "cluster",
        "up",
        "--gpus-per-worker",
        1,
        "--gpu-discovery",
        script,
        "--home",
        home);
    assertThat(home).doesNotExist();
  }

  @Test
  void gpus() {
    wrongTraining("--gpus-per-executor must be >= 1: was 0", "xor", "--gpus-per-executor", 0);
    wrongTraining("--gpus-per-task needs --gpus-per-executor", "xor", "--gpus-per-task", 1);
    wrongTraining(
        "--gpus-per-executor needs a cluster: --master was local[*]",
        "xor",
        "--gpus-per-executor",
        1);
    wrongTraining(
        "--conf takes kafka.NAME=VALUE or spark.NAME=VALUE: was acks", "xor", "--conf", "acks=1");
  }

  @Test
  void unwritableHome() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "");
    wrong(1, "home " + file + " is not writable: ", "train", "xor", "--home", file);
    wrong(1, "home " + file + " is not writable: ", "demo", "--once", "--home", file);
  }

  @Test
  void portInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Cli.Result result = Cli.here("serve", "--home", folder.resolve("home"), "--port", port);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("port").contains(Integer.toString(port));
      assertThat(result.err().lines().filter(l -> !l.contains("logs are in"))).hasSize(1);
    }
  }

  @Test
  void databases() {
    Object home = folder.resolve("home");
    wrong(
        2,
        "--postgres must be embedded, none or jdbc:postgresql://HOST:PORT/DATABASE: was db:5432",
        "stream",
        "--postgres",
        "db:5432",
        "--home",
        home);
    wrong(
        2,
        "--postgres must have no password: give it in the environment as"
            + " WEIGHTLAPSE_POSTGRES_PASSWORD",
        "demo",
        "--postgres",
        "jdbc:postgresql://db/wl?password=1234",
        "--home",
        home);
    wrong(
        2,
        "retention must be all or DAYS:EVERY, such as 30:10: was 5",
        "stream",
        "--postgres-retention",
        "5",
        "--home",
        home);
  }

  @Test
  void unreachableKafkaOfTheConsumer() {
    long begin = System.nanoTime();
    wrong(
        1,
        "kafka: no broker answered at 127.0.0.1:1 within 10 s",
        "stream",
        "--kafka",
        "127.0.0.1:1",
        "--port",
        "0",
        "--home",
        folder.resolve("home"));
    assertThat((System.nanoTime() - begin) / 1e9).isLessThan(15);
  }

  @Test
  void helpAndVersion() {
    Cli.Result help = Cli.here("--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("demo").contains("animate").contains("Exit codes: 0 done");
    assertThat(Cli.here("--version").out()).startsWith("weightlapse ");
    assertThat(Cli.here().code()).isZero();
    assertThat(Cli.here("experiments").out()).contains("xor-12-layers");
    assertThat(Cli.here("runs", "--home", folder.resolve("none")).out()).startsWith("no runs in ");
  }
}
