// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.local.cluster.ClusterOptions;
import io.weightlapse.local.cluster.LocalCluster;
import io.weightlapse.local.cluster.SparkLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Jobs on a real standalone cluster: a master and two workers, each a process of its own. */
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
  private LocalCluster cluster;
  private String master;

  @BeforeEach
  void up() throws Exception {
    cluster = new LocalCluster(folder.resolve("cluster"), folder.resolve("logs"));
    master =
        cluster
            .up(
                new ClusterOptions(2, 2, 2048, 0),
                List.of(),
                new SparkLibraries(Submitted.installed(), Submitted.flags()),
                () -> false)
            .master();
  }

  @AfterEach
  void down() throws Exception {
    cluster.down();
  }

  private Submitted submit(String job, Object... arguments) throws IOException {
    return Submitted.start(folder, master, job, arguments);
  }

  @Test
  void killedWorkerCostsNothingButTime() throws Exception {
    Path home = folder.resolve("home");
    Object[] arguments = Stream.concat(SWEEP.stream(), Stream.of("--home", home)).toArray();
    Submitted job = submit("TrainJob", arguments);
    // all have stored a part of their runs: what the dead ones stored must be replaced
    killWorkerOnce(job, () -> files(home.resolve("checkpoints"), "last.ckpt") == RUNS.size());
    job.end(0);
    assertThat(logs(home)).contains("Lost executor");
    assertThat(cluster.status().orElseThrow().missing()).containsExactly("worker-1");

    Path calm = folder.resolve("calm");
    try (JavaSparkContext spark = LocalContext.open()) {
      TrainCommand command = new TrainCommand();
      new CommandLine(command).parseArgs(SWEEP.toArray(String[]::new));
      command.inHome(calm.toString());
      assertThat(command.run(spark, new RecordedOutput()).results())
          .allMatch(r -> r.state() == RunState.DONE && r.steps() == 2_000_000);
    }
    for (String run : RUNS) {
      assertSameRun(run, home, calm);
    }
    assertThat(writers(home)).as("went on from checkpoints").contains("train-from-");

    // the cluster that is left surveys as one process does
    submit("LandscapeJob", "sweep-00", "--steps", "last", "--home", home).end(0);
    try (JavaSparkContext spark = LocalContext.open()) {
      LandscapeCommand command = new LandscapeCommand();
      new CommandLine(command).parseArgs("sweep-00", "--steps", "last");
      command.inHome(calm.toString());
      command.run(spark, new RecordedOutput());
    }
    List<SurfaceTile> ours = tiles(home);
    List<SurfaceTile> theirs = tiles(calm);
    assertThat(ours).hasSize(7).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.size(); i++) {
      assertThat(ours.get(i).slice()).isEqualTo(theirs.get(i).slice());
      assertThat(ours.get(i).loss()).isEqualTo(theirs.get(i).loss());
    }
  }

  @Test
  void averagingGoesOnWithoutAKilledWorker() throws Exception {
    List<String> training =
        List.of(
            "playground",
            "--run",
            "rounds",
            "--set",
            "training.epochs=60",
            "--mode",
            "averaging",
            "--workers",
            "2",
            "--averaging-frequency",
            "5",
            "--checkpoint-seconds",
            "0.2");
    Path home = folder.resolve("home");
    Object[] arguments = Stream.concat(training.stream(), Stream.of("--home", home)).toArray();
    Submitted job = submit("TrainJob", arguments);
    killWorkerOnce(job, () -> files(home.resolve("checkpoints"), "model-0.zip") == 1);
    job.end(0);
    assertThat(logs(home)).contains("Lost executor");

    Path calm = folder.resolve("calm");
    try (JavaSparkContext spark = LocalContext.open()) {
      TrainCommand command = new TrainCommand();
      new CommandLine(command).parseArgs(training.toArray(String[]::new));
      command.inHome(calm.toString());
      command.check();
      command.run(spark, new RecordedOutput());
    }
    MemorySink ours = stored(home, "rounds");
    MemorySink theirs = stored(calm, "rounds");
    assertThat(ours.events(RunEnded.class).get(0).state()).isEqualTo(RunState.DONE);
    assertThat(snapshots(ours)).isEqualTo(snapshots(theirs)).hasSizeGreaterThan(60);
    assertThat(metrics(ours)).isEqualTo(metrics(theirs)).isNotEmpty();
    assertThat(rows(home, "weights", "rounds")).isEqualTo(rows(calm, "weights", "rounds"));
  }

  /** Waits for something, then kills the first worker and its executor, both at once. */
  private void killWorkerOnce(Submitted job, Callable<Boolean> ready) throws Exception {
    while (!ready.call()) {
      assertThat(job.runs()).as(job.said()).isTrue();
      Thread.sleep(20);
    }
    ProcessHandle worker = ProcessHandle.of(cluster.pid("worker-1").orElseThrow()).orElseThrow();
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

  private static MemorySink stored(Path home, String run) throws IOException {
    MemorySink events = new MemorySink();
    new HistorySource(Home.open(home.toString()), run).deliver(events::publish);
    return events;
  }

  private static List<SurfaceTile> tiles(Path home) throws IOException {
    return stored(home, "sweep-00").events(SurfaceTile.class);
  }

  private static void assertSameRun(String run, Path home, Path calm) throws IOException {
    MemorySink ours = stored(home, run);
    MemorySink theirs = stored(calm, run);
    assertThat(ours.events(RunEnded.class).get(0).state()).isEqualTo(RunState.DONE);
    assertThat(ours.events(RunEnded.class).get(0).steps()).isEqualTo(2_000_000);
    assertThat(snapshots(ours)).isEqualTo(snapshots(theirs)).hasSizeGreaterThan(80 * 8);
    assertThat(metrics(ours)).isEqualTo(metrics(theirs));
    for (String table : List.of("weights", "metrics")) {
      assertThat(rows(home, table, run)).as(table).isEqualTo(rows(calm, table, run)).isPositive();
    }
  }

  /** The names of all that wrote the runs. */
  private static String writers(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("runs"))) {
      return files
          .filter(f -> f.getParent().endsWith("_writers"))
          .map(f -> f.getFileName().toString())
          .toList()
          .toString();
    }
  }

  /** What and every bit of it, whatever the order of workers within a step. */
  private static List<String> snapshots(MemorySink events) {
    return events.events(Snapshot.class).stream()
        .map(
            s ->
                String.join(
                    " ",
                    s.step() + " of " + s.worker(),
                    s.layer() + "." + s.param() + "[" + s.row0() + "]",
                    Arrays.toString(s.values())))
        .sorted()
        .toList();
  }

  /** All but times and what is measured with a clock. */
  private static List<String> metrics(MemorySink events) {
    return events.events(Metric.class).stream()
        .filter(m -> !m.name().endsWith("seconds"))
        .filter(m -> !m.name().equals(MetricNames.SAMPLES_PER_SECOND))
        .map(m -> m.step() + " " + m.epoch() + " " + m.worker() + " " + m.name() + " " + m.value())
        .sorted()
        .toList();
  }

  /** Rows as they lie in the files: a row that is there twice counts twice. */
  private static long rows(Path home, String table, String run) throws IOException {
    long rows = 0;
    try (Stream<Path> files = Files.walk(home.resolve(table).resolve("run=" + run))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        try (ParquetFileReader reader =
            ParquetFileReader.open(HadoopInputFile.fromPath(path, new Configuration()))) {
          rows += reader.getRecordCount();
        }
      }
    }
    return rows;
  }

  @Test
  void whatAnExecutorCannotSeeIsSaidInOneLine() throws Exception {
    // executors work in folders of their own: what is named from the driver's is not there
    Files.writeString(folder.resolve("points.csv"), "x,y,label\n0,0,a\n1,1,b\n0,1,a\n1,0,b\n");
    Files.writeString(
        folder.resolve("mine.yaml"),
        String.join(
            "\n",
            "name: mine",
            "title: four points",
            "data: {table: points.csv, features: [x, y], label: label, classes: [a, b]}",
            "network:",
            "  inputs: 2",
            "  layers: [{units: 2, activation: identity}]",
            "  loss: softmax_cross_entropy",
            "  init: torch",
            "training: {seed: 0, epochs: 1, batch: 2, optimiser: {name: sgd, learningRate: 0.1}}"));
    Path home = folder.resolve("home");
    Path data = folder.resolve("data");
    String said = submit("TrainJob", "mine.yaml", "--home", home, "--data-dir", data).end(1);
    assertThat(ours(said))
        .containsPattern(
            "training failed: executor [01] on 127.0.0.1 cannot load the data; each executor needs"
                + " them in "
                + data
                + " \\(--data-dir\\): no table points.csv in the working folder or in "
                + data)
        .doesNotContain("\tat ");
    said = submit("TrainJob", "xor", "--run", "lost", "--home", "relative").end(1);
    assertThat(ours(said))
        .containsPattern(
            "training failed: executor [01] on 127.0.0.1 does not see run lost in relative; --home"
                + " must be storage that every executor reaches")
        .doesNotContain("\tat ");
  }

  private static String ours(String said) {
    return Arrays.stream(said.split("\n", -1))
        .filter(l -> l.startsWith("weightlapse:"))
        .reduce("", (a, b) -> a + b + "\n");
  }
}
