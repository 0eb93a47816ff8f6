// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.JobReport;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.StopSignal;
import io.weightlapse.jobs.TrainCommand;
import io.weightlapse.jobs.TrainMode;
import io.weightlapse.jobs.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Rounds of averaging on a real Spark, against single training. */
class AveragingIT {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2,4]") // tasks are tried four times
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"));
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private JobReport train(String... args) throws IOException {
    TrainCommand command = new TrainCommand();
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--home", folder.toString()));
    new CommandLine(command).parseArgs(all.toArray(new String[0]));
    command.check();
    return command.run(spark, Output.silent());
  }

  private MemorySink stored(String run) throws IOException {
    MemorySink events = new MemorySink();
    new HistorySource(Home.open(folder.toString()), run).deliver(events::publish);
    return events;
  }

  private float[] last(String run) throws IOException {
    Home home = Home.open(folder.toString());
    RunManifest manifest = new Runs(home).manifest(run);
    SnapshotReader reader = new SnapshotReader(home, run, manifest.experiment().network());
    List<Long> steps = reader.steps();
    return reader.parameters(steps.get(steps.size() - 1));
  }

  @Test
  void oneWorkerIsSingleTraining() throws IOException {
    String[] rows = {"playground", "--set", "training.epochs=3", "--set", "training.shuffle=true"};
    train(with(rows, "--run", "single"));
    train(with(rows, "--run", "fused", "--mode", "averaging", "--workers", "1"));
    train(with(rows, "--run", "dl4j", "--mode", "averaging", "--workers", "1", "--engine", "dl4j"));
    assertThat(last("fused")).isEqualTo(last("single"));
    float[] single = last("single");
    float[] dl4j = last("dl4j");
    for (int i = 0; i < single.length; i++) {
      assertThat(Math.abs(dl4j[i] - single[i])).as("parameter %d", i).isLessThan(1e-4f);
    }
    for (String run : List.of("fused", "dl4j")) {
      for (String name :
          List.of(
              MetricNames.TRAIN_LOSS,
              MetricNames.TRAIN_ACCURACY,
              MetricNames.TEST_LOSS,
              MetricNames.TEST_ACCURACY)) {
        double[] ours = values(run, name);
        double[] theirs = values("single", name);
        assertThat(ours).as(name).hasSize(3);
        for (int e = 0; e < 3; e++) {
          assertThat(ours[e]).as("%s of %s", name, run).isCloseTo(theirs[e], within(1e-4));
        }
      }
    }
  }

  private double[] values(String run, String name) throws IOException {
    return stored(run).events(Metric.class).stream()
        .filter(m -> m.name().equals(name) && m.worker() == Event.MODEL)
        .mapToDouble(Metric::value)
        .toArray();
  }

  /** Momentum and Adam carry state over rounds: averaged, too, by one worker. */
  @Test
  void stateGoesFromRoundToRound() throws IOException {
    for (String name : List.of("momentum", "nesterov", "adam")) {
      String[] rows = {
        "playground", "--set", "training.epochs=2", "--set", "training.optimiser.name=" + name
      };
      train(with(rows, "--run", name));
      String run = name + "-dl4j";
      train(
          with(
              rows,
              "--run",
              run,
              "--mode",
              "averaging",
              "--workers",
              "1",
              "--engine",
              "dl4j",
              "--averaging-frequency",
              "2"));
      float[] single = last(name);
      float[] averaged = last(run);
      for (int i = 0; i < single.length; i++) {
        assertThat(Math.abs(averaged[i] - single[i])).as("%s %d", name, i).isLessThan(2e-3f);
      }
      train(
          with(
              rows,
              "--run",
              name + "-fused",
              "--mode",
              "averaging",
              "--workers",
              "1",
              "--averaging-frequency",
              "2"));
      float[] fused = last(name + "-fused");
      for (int i = 0; i < single.length; i++) {
        assertThat(Math.abs(fused[i] - single[i])).as("%s %d", name, i).isLessThan(1e-5f);
      }
    }
  }

  private static final String[] TWO = {
    "playground",
    "--set",
    "training.epochs=2",
    "--set",
    "snapshots.everySteps=1",
    "--set",
    "snapshots.workers=all",
    "--set",
    "metrics.everySteps=1",
    "--mode",
    "averaging",
    "--workers",
    "2",
    "--averaging-frequency",
    "3"
  };

  @Test
  void everyWorkerIsSeenAndTheSameBitsComeAgain() throws IOException {
    JobReport report = train(with(TWO, "--run", "two"));
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    assertThat(report.results().get(0).steps()).isEqualTo(50);
    MemorySink events = stored("two");
    for (int worker : new int[] {Event.MODEL, 0, 1}) {
      assertThat(
              events.events(Snapshot.class).stream()
                  .filter(s -> s.worker() == worker && s.param() == Param.W)
                  .filter(s -> s.layer().equals("l1") && s.step() > 0)
                  .map(Snapshot::step))
          .as("worker %d", worker)
          .containsExactlyElementsOf(
              worker == 1 // the epoch's last minibatch is the first worker's
                  ? List.of(6L, 12L, 18L, 24L, 31L, 37L, 43L, 49L)
                  : List.of(6L, 12L, 18L, 24L, 25L, 31L, 37L, 43L, 49L, 50L));
    }
    assertThat(
            events.events(Metric.class).stream()
                .filter(m -> m.name().equals(MetricNames.BATCH_LOSS))
                .map(Metric::step))
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 50).boxed().toList());
    divergenceIsTheDistanceToTheAverage(events);
    train(with(TWO, "--run", "again"));
    assertThat(last("again")).isEqualTo(last("two"));
    assertThat(folder.resolve("runs/two/evaluation.json")).exists();
    JsonNode evaluation =
        new ObjectMapper().readTree(folder.resolve("runs/two/evaluation.json").toFile());
    assertThat(evaluation.path("split").asText()).isEqualTo("test");
    int counted = 0;
    int right = 0;
    for (int c = 0; c < 2; c++) {
      for (int p = 0; p < 2; p++) {
        counted += evaluation.path("confusion").path(c).path(p).asInt();
        right += c == p ? evaluation.path("confusion").path(c).path(p).asInt() : 0;
      }
    }
    assertThat(counted).isEqualTo(250);
    assertThat(evaluation.path("accuracy").asDouble()).isCloseTo(right / 250.0, within(1e-9));
    assertThat(evaluation.path("accuracy").asDouble())
        .isCloseTo(values("two", MetricNames.TEST_ACCURACY)[1], within(1e-9));
  }

  private static void divergenceIsTheDistanceToTheAverage(MemorySink events) {
    Map<Long, Double> told = new TreeMap<>();
    events.events(Metric.class).stream()
        .filter(m -> m.name().equals(MetricNames.ROUND_DIVERGENCE))
        .forEach(m -> told.put(m.step(), m.value()));
    assertThat(told).hasSize(10);
    for (long step : new long[] {6, 24, 43}) {
      double square = 0;
      List<Snapshot> all =
          events.events(Snapshot.class).stream().filter(s -> s.step() == step).toList();
      for (Snapshot s : all) {
        for (Snapshot mean : all) {
          if (s.worker() >= 0
              && mean.worker() == Event.MODEL
              && s.layer().equals(mean.layer())
              && s.param() == mean.param()) {
            for (int i = 0; i < s.values().length; i++) {
              square += Math.pow((double) s.values()[i] - mean.values()[i], 2);
            }
          }
        }
      }
      double expected = Math.sqrt(square / 2);
      assertThat(told.get(step)).as("step %d", step).isCloseTo(expected, within(1e-4 * expected));
    }
    assertThat(told.get(25L)).isZero(); // one worker trained
  }

  /** A worker that fails once before its events are stored, and one that fails after. */
  static final class FailOnce implements Faults {
    private static final long serialVersionUID = 1L;
    static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 2 && worker == 1 && FAILED.add("during")) {
        throw new IllegalStateException("on purpose, before");
      }
    }

    @Override
    public void after(Round round, int worker) {
      if (round.index() == 4 && worker == 0 && FAILED.add("after")) {
        throw new IllegalStateException("on purpose, after");
      }
    }
  }

  @Test
  void retriedTasksNeitherLoseNorDoubleARound() throws IOException {
    train(with(TWO, "--run", "smooth"));
    FailOnce.FAILED.clear();
    trainWith(new FailOnce(), 1e9, with(TWO, "--run", "bumpy"));
    assertThat(FailOnce.FAILED).containsExactlyInAnyOrder("during", "after");
    assertThat(last("bumpy")).isEqualTo(last("smooth"));
    assertThat(rows("bumpy")).isEqualTo(rows("smooth"));
  }

  /** The driver dies: a task that fails each time ends the job in the middle of a round. */
  static final class FailAlways implements Faults {
    private static final long serialVersionUID = 1L;

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 7 && worker == 1) {
        throw new IllegalStateException("on purpose, for good");
      }
    }
  }

  @Test
  void resumedRunEndsWithTheBitsOfOneThatNeverStopped() throws IOException {
    String[] adam = with(TWO, "--set", "training.optimiser.name=adam");
    train(with(adam, "--run", "whole"));
    assertThatThrownBy(() -> trainWith(new FailAlways(), 1e-9, with(adam, "--run", "parts")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("on purpose, for good");
    Home home = Home.open(folder.toString());
    RoundIndex index = RoundIndex.find(home, "parts").orElseThrow();
    assertThat(index.round()).isBetween(5, 7);
    train("playground", "--run", "parts", "--resume");
    assertThat(last("parts")).isEqualTo(last("whole"));
    assertThat(rows("parts")).isEqualTo(rows("whole"));
    assertThat(values("parts", MetricNames.TRAIN_LOSS))
        .isEqualTo(values("whole", MetricNames.TRAIN_LOSS));
  }

  /** Ctrl-C on a cluster: the driver cancels the round under way. */
  static final class Stop implements Faults {
    private static final long serialVersionUID = 1L;

    @Override
    public void during(Round round, int worker) {
      if (round.index() == 3) {
        StopSignal.request();
        throw new IllegalStateException("cancelled");
      }
    }
  }

  @Test
  void cancelledRoundLeavesACheckpointOfTheOneBefore() throws IOException {
    train(with(TWO, "--run", "calm"));
    try {
      trainWith(new Stop(), 1e9, with(TWO, "--run", "stopped"));
    } finally {
      StopSignal.clear();
    }
    Home home = Home.open(folder.toString());
    assertThat(new Runs(home).ended("stopped").orElseThrow().state()).isEqualTo(RunState.STOPPED);
    assertThat(RoundIndex.find(home, "stopped").orElseThrow().step()).isEqualTo(18);
    train("playground", "--run", "stopped", "--resume");
    assertThat(last("stopped")).isEqualTo(last("calm"));
    assertThat(values("stopped", MetricNames.TRAIN_LOSS))
        .isEqualTo(values("calm", MetricNames.TRAIN_LOSS));
  }

  /** Nothing to go on from is stored, though a checkpoint is due all the time. */
  @Test
  void divergenceEndsTheRunWithTheLayer() throws IOException {
    for (String engine : List.of("fused", "dl4j")) {
      String run = "nan-" + engine;
      String[] fast = with(TWO, "--set", "training.optimiser.learningRate=1e30");
      JobReport report =
          train(with(fast, "--run", run, "--engine", engine, "--checkpoint-seconds", "1e-9"));
      TrainingResult result = report.results().get(0);
      assertThat(result.state()).isEqualTo(RunState.FAILED);
      assertThat(result.message())
          .matches("worker [01]: loss became (NaN|Infinity) at step [1-6]: .*(layer|features).*");
      assertThat(RoundIndex.find(Home.open(folder.toString()), run)).isEmpty();
      List<Long> steps =
          stored(run).events(Snapshot.class).stream()
              .filter(s -> s.worker() == Event.MODEL && s.param() == Param.W)
              .filter(s -> s.layer().equals("l1"))
              .map(Snapshot::step)
              .toList();
      assertThat(steps).containsExactly(0L, 6L); // the last state once
    }
  }

  @Test
  void checkpointsAreZipsOfDl4j() throws IOException {
    train(with(TWO, "--run", "zip"));
    Home home = Home.open(folder.toString());
    RoundIndex index = RoundIndex.find(home, "zip").orElseThrow();
    assertThat(index.step()).isEqualTo(50);
    assertThat(index.epoch()).isEqualTo(2);
    MultiLayerNetwork network =
        ModelSerializer.restoreMultiLayerNetwork(
            folder.resolve("checkpoints/zip/" + index.zip()).toFile(), true);
    assertThat(network.params().toFloatVector()).isEqualTo(last("zip"));
    assertThat(network.getLayer(0).conf().getLayer().getLayerName()).isEqualTo("l1");
  }

  @Test
  void whatCannotBeSpreadIsSaidInOneLine() {
    assertThatThrownBy(() -> train("xor-12-residual", "--mode", "averaging"))
        .hasMessageMatching("layer l\\d+: DL4J has no residual connections");
    assertThatThrownBy(() -> train("playground", "--mode", "averaging", "--workers", "26"))
        .hasMessage("--workers must be at most 25, the minibatches of an epoch: was 26");
    assertThatThrownBy(() -> train("playground", "--mode", "averaging", "--workers", "3"))
        .hasMessage("--workers must be at most 2, the slots that local[2,4] has: was 3");
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  private void trainWith(Faults faults, double checkpointSeconds, String... args)
      throws IOException {
    TrainCommand command = new TrainCommand();
    new CommandLine(command).parseArgs(args);
    command.check();
    Scaling scaling = new Scaling(TrainMode.AVERAGING, Engine.AUTO, 2, 3, 2);
    TrainRequest request =
        new TrainRequest(
            command.manifests(),
            folder.toString(),
            null,
            DataFolder.current(),
            new TrainingOptions(1, false, checkpointSeconds),
            false,
            scaling);
    for (RunManifest m : request.runs()) {
      new Runs(Home.open(folder.toString())).create(new RunStarted(m, m.created()));
    }
    new DistributedTrainer(faults).train(spark, request, null, Output.silent());
  }

  /** Rows of each table as they lie in its files; a replay would not show the same row twice. */
  private Map<String, Long> rows(String run) throws IOException {
    Map<String, Long> rows = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".parquet")).toList()) {
        if (file.toString().contains("run=" + run + "/")) {
          String table = folder.relativize(file.getParent()).toString().replace(run, "");
          org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
          try (ParquetFileReader reader =
              ParquetFileReader.open(HadoopInputFile.fromPath(path, new Configuration()))) {
            rows.merge(table, reader.getRecordCount(), Long::sum);
          }
        }
      }
    }
    // how often a checkpoint was due depends on the clock
    Home home = Home.open(folder.toString());
    long checkpoints = values(run, MetricNames.roundPhase("checkpoint")).length;
    rows.merge("metrics/run=", -checkpoints, Long::sum);
    assertThat(new Runs(home).ended(run)).isPresent();
    return rows;
  }

  private static String[] with(String[] common, String... more) {
    List<String> all = new ArrayList<>(List.of(common));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }
}
