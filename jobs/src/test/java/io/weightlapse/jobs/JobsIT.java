// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.Golden;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.ReferenceEvaluator;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Both jobs on a real Spark, against the notebook's numbers and naive evaluation. */
class JobsIT {
  private static JavaSparkContext spark;

  @TempDir Path folder;
  private final RecordedOutput out = new RecordedOutput();

  @BeforeAll
  static void open() {
    spark = LocalContext.open();
  }

  @AfterAll
  static void close() {
    spark.close();
  }

  private TrainCommand train(String... args) {
    TrainCommand command = new TrainCommand();
    new CommandLine(command).parseArgs(args);
    command.inHome(folder.toString());
    return command;
  }

  private LandscapeCommand landscape(String... args) {
    LandscapeCommand command = new LandscapeCommand();
    new CommandLine(command).parseArgs(args);
    command.inHome(folder.toString());
    return command;
  }

  private MemorySink stored(String run) throws IOException {
    MemorySink events = new MemorySink();
    new HistorySource(Home.open(folder.toString()), run).deliver(events::publish);
    return events;
  }

  @Test
  void wholeTrainingIsStored() throws IOException {
    JobReport report = train("xor", "--run", "xor-1").run(spark, out);
    assertThat(report.results()).hasSize(1);
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    assertThat(report.kafka().complete()).isTrue();
    assertThat(out.done).hasValue(300_500);
    assertThat(out.lines)
        .hasSize(28); // what is kept, the notebook's table, and what became of the run
    assertThat(out.lines.get(0)).startsWith("keeps 602 snapshots, about ");
    assertThat(out.lines.get(1))
        .isEqualTo("epoch 0: sum of squared errors 137.903, loss 0.275805, accuracy 45.6 %");
    assertThat(out.lines.get(27)).startsWith("xor-1 trained: 300,500 steps, 601 epochs in ");

    MemorySink events = stored("xor-1");
    Map<Integer, Double> errors = new TreeMap<>();
    for (Metric m : events.events(Metric.class)) {
      if (m.name().equals(MetricNames.TRAIN_SUM_SQUARED_ERROR)) {
        errors.put(m.epoch(), m.value());
      }
    }
    Golden.table("xor-2-hidden-table.csv")
        .forEach(
            (epoch, error) ->
                assertThat(Math.abs(errors.get(epoch) / error - 1))
                    .as("epoch %d", epoch)
                    .isLessThan(1e-3));
    assertThat(events.events(Snapshot.class)).hasSize(602 * 8);
    List<RunEnded> ended = events.events(RunEnded.class);
    assertThat(ended).hasSize(1);
    assertThat(ended.get(0).steps()).isEqualTo(300_500);
    for (String layer : List.of("l1", "l2", "l3", "l4")) {
      for (String name :
          List.of(
              MetricNames.weightNorm(layer),
              MetricNames.gradientNorm(layer),
              MetricNames.updateRatio(layer))) {
        assertThat(events.events(Metric.class).stream().filter(m -> m.name().equals(name)))
            .as(name)
            .hasSize(601)
            .allMatch(m -> Double.isFinite(m.value()) && m.worker() == Event.MODEL);
      }
    }
  }

  @Test
  void sweepTrainsEveryCombinationSideBySide() throws IOException {
    TrainCommand command =
        train("xor", "--run", "sweep", "--seeds", "3..4", "--set", "training.epochs=[2,5]");
    JobReport report = command.run(spark, out);
    assertThat(report.results()).hasSize(4);
    assertThat(report.results().stream().map(r -> r.run() + " " + r.epochs()))
        .containsExactly("sweep-00 2", "sweep-01 2", "sweep-02 5", "sweep-03 5");
    List<RunManifest> runs = command.manifests();
    assertThat(runs.stream().map(r -> r.experiment().training().seed()))
        .containsExactly(3L, 4L, 3L, 4L);
    assertThat(new Runs(Home.open(folder.toString())).list()).hasSize(4);
    // the same seed, alone: the same bits
    train("xor", "--run", "alone", "--seed", "4", "--set", "training.epochs=5").run(spark, out);
    Experiment e = runs.get(3).experiment();
    Home home = Home.open(folder.toString());
    assertThat(new SnapshotReader(home, "alone", e.network()).parameters(2500))
        .isEqualTo(new SnapshotReader(home, "sweep-03", e.network()).parameters(2500));
  }

  @Test
  void surfacesMatchNaiveEvaluation() throws IOException {
    train("xor", "--run", "s", "--set", "training.epochs=3").run(spark, out);
    landscape("s").run(spark, out);
    List<SurfaceTile> tiles = stored("s").events(SurfaceTile.class);
    assertThat(tiles).hasSize(3 * 7).allMatch(t -> t.tiles() == 7);
    Experiment e = train("xor", "--run", "x").manifests().get(0).experiment();
    SnapshotReader snapshots = new SnapshotReader(Home.open(folder.toString()), "s", e.network());
    for (SurfaceTile tile : tiles) {
      float[] parameters = snapshots.parameters(tile.step());
      SurfacePart naive =
          new ReferenceEvaluator(e.network(), parameters, DataSets.load(e))
              .evaluate((NeuronSlice) tile.slice(), tile.alpha(), tile.beta(), 0, 7);
      for (int p = 0; p < 49; p++) {
        assertThat(Math.abs(tile.loss()[p] / naive.loss()[p] - 1)).isLessThan(1e-5f);
      }
    }
  }

  @Test
  void surveyingAgainReplacesTheSameSlicesAndNoOther() throws IOException {
    train("xor", "--run", "again", "--set", "training.epochs=2").run(spark, out);
    landscape("again", "--neurons", "all").run(spark, out);
    landscape("again", "--steps", "last", "--grid", "3x4", "--range=-1:2", "--neurons", "1")
        .run(spark, out);
    List<SurfaceTile> tiles = stored("again").events(SurfaceTile.class);
    List<SurfaceTile> again =
        tiles.stream().filter(t -> ((NeuronSlice) t.slice()).neuron() == 1).toList();
    assertThat(again).hasSize(3); // the output layer has no neuron 1
    assertThat(again).allMatch(t -> t.step() == 1000 && t.alpha().count() == 3);
    assertThat(again.get(0).beta().to()).isEqualTo(2);
    assertThat(tiles).hasSize(3 + 2 * 4); // neuron 0 of four layers is as it was
  }

  @Test
  void resumedRunEndsWithTheBitsOfOneThatNeverStopped() throws IOException {
    train("xor-12-residual", "--run", "whole", "--set", "training.epochs=40").run(spark, out);
    StopSignal.request();
    try {
      JobReport stopped =
          train("xor-12-residual", "--run", "parts", "--set", "training.epochs=40").run(spark, out);
      assertThat(stopped.results().get(0).state()).isEqualTo(RunState.STOPPED);
      assertThat(stopped.results().get(0).steps()).isLessThan(20_000);
    } finally {
      StopSignal.clear();
    }
    TrainCommand resume = train("xor-12-residual", "--run", "parts", "--resume");
    resume.check();
    JobReport report = resume.run(spark, out);
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    Home home = Home.open(folder.toString());
    var network = resume.manifests().get(0).experiment().network();
    assertThat(new SnapshotReader(home, "parts", network).parameters(20_000))
        .isEqualTo(new SnapshotReader(home, "whole", network).parameters(20_000));
    List<Metric> metrics = stored("parts").events(Metric.class);
    assertThat(metrics.stream().filter(m -> m.name().equals(MetricNames.TRAIN_LOSS))).hasSize(40);
  }

  @Test
  void onlyStoppedRunsOfTheSameExperimentResume() throws IOException {
    assertThatThrownBy(() -> train("xor", "--resume").check())
        .hasMessage("--resume needs the id of a stopped run: --run ID");
    train("xor", "--run", "done", "--set", "training.epochs=1").run(spark, out);
    assertThatThrownBy(() -> train("xor-12-layers", "--run", "done", "--resume").check())
        .hasMessage("run done must be of experiment xor-12-layers: was xor");
    assertThatThrownBy(
            () -> {
              TrainCommand command = train("xor", "--run", "done", "--resume");
              command.check();
              command.run(spark, out);
            })
        .hasMessage("run done has no checkpoint to resume from");
    assertThat(new Runs(Home.open(folder.toString())).ended("done")).isPresent();
  }

  @Test
  void divergingRunEndsWithStepAndLayer() throws IOException {
    TrainCommand command =
        train("xor", "--run", "nan", "--set", "training.optimiser.learningRate=1e20");
    JobReport report = command.run(spark, out);
    assertThat(report.results().get(0).state()).isEqualTo(RunState.FAILED);
    assertThat(out.errors.get(0))
        .matches("weightlapse: nan: loss became (Infinity|NaN) at step \\d+: .*layer l\\d.*");
    assertThat(stored("nan").events(Snapshot.class)).isNotEmpty();
    assertThat(stored("nan").events(RunEnded.class).get(0).state()).isEqualTo(RunState.FAILED);
  }

  @Test
  void leastSquaresShowsTheClosedForm() throws IOException {
    train("least-squares", "--run", "ls").run(spark, out);
    assertThat(out.lines)
        .anyMatch(l -> l.startsWith("true w "))
        .anyMatch(l -> l.startsWith("closed form "));
    String last = out.lines.get(out.lines.size() - 1);
    assertThat(last).startsWith("largest difference of trained and closed form: ");
    assertThat(Double.parseDouble(last.substring(last.lastIndexOf(' ')))).isLessThan(1e-4);
  }

  @Test
  void takenRunIdIsRefusedBeforeAnythingIsTrained() throws IOException {
    train("xor", "--run", "taken-01", "--set", "training.epochs=1").run(spark, out);
    assertThatThrownBy(() -> train("xor", "--run", "taken", "--seeds", "0..2").run(spark, out))
        .isInstanceOf(UserException.class)
        .hasMessage("run taken-01 exists already in " + folder);
    assertThat(new Runs(Home.open(folder.toString())).names()).containsExactly("taken-01");
  }

  @Test
  void unreachableKafkaIsSaidInTimeAndTheHistoryIsKept() throws IOException {
    long begin = System.nanoTime();
    TrainCommand command =
        train("xor", "--run", "k", "--set", "training.epochs=2", "--kafka", "127.0.0.1:1");
    JobReport report = command.run(spark, out);
    assertThat((System.nanoTime() - begin) / 1e9).isLessThan(15);
    assertThat(report.kafka().complete()).isFalse();
    assertThat(out.errors)
        .containsExactly(
            "kafka: no broker answered at 127.0.0.1:1 within 10 s; going on without it, the"
                + " history is written");
    assertThat(stored("k").events(Snapshot.class)).hasSize(3 * 8);
  }

  @Test
  void wrongPropertyOfTheClientIsSaidBeforeTraining() throws IOException {
    assertThatThrownBy(
            () ->
                train("xor", "--run", "p", "--kafka", "127.0.0.1:1", "--conf", "kafka.acks=bogus")
                    .run(spark, out))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("acks");
    assertThat(new Runs(Home.open(folder.toString())).names()).isEmpty();
  }

  @Test
  void largeSurfacesTravelInTiles() throws IOException {
    train("xor", "--run", "large", "--set", "training.epochs=1").run(spark, out);
    landscape("large", "--steps", "last", "--grid", "700x200", "--neurons", "1").run(spark, out);
    List<SurfaceTile> tiles = stored("large").events(SurfaceTile.class);
    assertThat(tiles).hasSize(9).allMatch(t -> t.tiles() == 9 && t.loss().length <= 65_536);
    assertThat(
            tiles.stream()
                .filter(t -> ((NeuronSlice) t.slice()).layer() == 0)
                .mapToInt(SurfaceTile::rows)
                .sum())
        .isEqualTo(700);
  }

  @Test
  void wrongChoicesOfALandscapeAreSaidInOneLine() throws IOException {
    train("xor", "--run", "w", "--set", "training.epochs=2").run(spark, out);
    assertThatThrownBy(() -> landscape("w", "--steps", "0,700").run(spark, out))
        .hasMessage("no snapshot of step 700; the nearest are 500 and 1000");
    assertThatThrownBy(() -> landscape("w", "--grid", "1x1").run(spark, out))
        .hasMessage("grid must be >= 2: was 1");
    assertThatThrownBy(() -> landscape("w", "--grid", "5000x5000").run(spark, out))
        .hasMessage(
            "--grid 5000x5000 has more than 1,000,000 points on every surface; add --yes to begin");
    assertThatThrownBy(() -> landscape("w", "--range=5:5").run(spark, out))
        .hasMessage("range must rise: was 5.0:5.0");
    assertThatThrownBy(() -> landscape("w", "--neurons", "7").run(spark, out))
        .hasMessage("no layer of run w has the neurons asked for");
    assertThatThrownBy(() -> landscape("nobody").run(spark, out))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("nobody");
  }
}
