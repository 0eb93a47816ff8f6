// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.SurfaceTile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A job that is submitted to a real standalone cluster, of which a worker dies meanwhile. */
@ExtendWith(TestCluster.class)
@Order(3) // the cluster's last class: it does not leave it whole
class ClusterIT {
  /** Each run is stored in many parts, one with each checkpoint. */
  private static final List<String> SWEEP =
      List.of(
          "xor",
          "--run",
          "sweep",
          "--seeds",
          "0..3",
          "--set",
          "training.epochs=4000",
          "--set",
          "snapshots.everyEpochs=50",
          "--checkpoint-seconds",
          "0.2");

  private static final List<String> RUNS = List.of("sweep-00", "sweep-01", "sweep-02", "sweep-03");

  @TempDir Path folder;

  @Test
  void killedWorkerCostsNothingButTime() throws Exception {
    Path home = folder.resolve("home");
    Object[] arguments = Stream.concat(SWEEP.stream(), Stream.of("--home", home)).toArray();
    Submitted job = Submitted.start(folder, TestCluster.master(), "TrainJob", arguments);
    // all have stored a part of their runs: what the dead ones stored must be replaced
    killWorkerOnce(job, () -> files(home.resolve("checkpoints"), "last.ckpt") == RUNS.size());
    job.end(0);
    assertThat(logs(home)).contains("Lost executor");
    assertThat(TestCluster.missing()).containsExactly("worker-1");

    Path calm = folder.resolve("calm");
    try (JavaSparkContext spark = LocalContext.open()) {
      TrainCommand command = new TrainCommand();
      new CommandLine(command).parseArgs(SWEEP.toArray(String[]::new));
      command.inHome(calm.toString());
      assertThat(command.run(spark, new RecordedOutput()).results())
          .allMatch(r -> r.state() == RunState.DONE && r.steps() == 2_000_000);
      survey(spark, calm);
    }
    for (String run : RUNS) {
      StoredRun ours = new StoredRun(home, run);
      StoredRun theirs = new StoredRun(calm, run);
      ours.assertSame(theirs);
      assertThat(ours.metricRows()).isEqualTo(theirs.metricRows()).isPositive();
    }
    assertThat(RUNS.stream().flatMap(run -> writers(home, run).stream()))
        .as("went on from checkpoints")
        .anyMatch(writer -> writer.contains("train-from-"));

    // the cluster that is left surveys as one process does
    try (JavaSparkContext spark = new JavaSparkContext(ClusterContext.conf(TestCluster.master()))) {
      survey(spark, home);
    }
    List<SurfaceTile> ours = tiles(home);
    List<SurfaceTile> theirs = tiles(calm);
    assertThat(ours).hasSize(7).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i).slice()).isEqualTo(theirs.get(i).slice());
      assertThat(ours.get(i).loss()).isEqualTo(theirs.get(i).loss());
    }
  }

  private static void survey(JavaSparkContext spark, Path home) throws IOException {
    LandscapeCommand command = new LandscapeCommand();
    new CommandLine(command).parseArgs(RUNS.get(0), "--steps", "last");
    command.inHome(home.toString());
    command.run(spark, new RecordedOutput());
  }

  /** Waits for something, then kills the first worker and its executor, both at once. */
  private static void killWorkerOnce(Submitted job, Callable<Boolean> ready) throws Exception {
    while (!ready.call()) {
      assertThat(job.runs()).as(job.said()).isTrue();
      Thread.sleep(20);
    }
    ProcessHandle worker = TestCluster.worker("worker-1");
    List<ProcessHandle> executors = worker.children().toList();
    assertThat(executors).hasSize(1);
    worker.destroyForcibly();
    executors.get(0).destroyForcibly();
    assertThat(job.runs()).as("killed before its end").isTrue();
  }

  private static long files(Path folder, String name) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> f.endsWith(name)).count();
    } catch (UncheckedIOException e) {
      return 0; // a file was renamed while we looked
    }
  }

  private static String logs(Path home) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(home.resolve("logs"))) {
      for (Path file : files.toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static List<SurfaceTile> tiles(Path home) throws IOException {
    return new TrainingHome(null, home).stored(RUNS.get(0)).events(SurfaceTile.class);
  }

  private static List<String> writers(Path home, String run) {
    try {
      return new StoredRun(home, run).writers();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
