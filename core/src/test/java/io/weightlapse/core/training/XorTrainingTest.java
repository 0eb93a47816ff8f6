// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.Golden;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole trainings of the weights notebook against the tables that it prints. */
class XorTrainingTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource({
    "xor, xor-2-hidden-table.csv, 26, 601",
    "xor-12-layers, xor-10-hidden-table.csv, 34, 1001"
  })
  void errorTableMatchesTheNotebook(String name, String table, int rows, int epochs)
      throws IOException {
    MemorySink sink = new MemorySink();
    TrainingResult result = train(ExperimentReader.builtIn(name), sink);
    assertThat(result.state()).isEqualTo(RunState.DONE);
    assertThat(result.steps()).isEqualTo(epochs * 500L);
    Map<Integer, Double> ours =
        sink.events(Metric.class).stream()
            .filter(m -> m.name().equals(MetricNames.TRAIN_SUM_SQUARED_ERROR))
            .collect(Collectors.toMap(Metric::epoch, Metric::value));
    assertThat(ours).hasSize(epochs);
    Map<Integer, Double> golden = Golden.table(table);
    assertThat(golden).hasSize(rows);
    golden.forEach(
        (epoch, error) ->
            assertThat(ours.get(epoch) / error - 1)
                .as("epoch %d: %s against %s", epoch, ours.get(epoch), error)
                .isCloseTo(0, within(1e-3)));
  }

  @Test
  void gradientsVanishInTheDeepNetworkOnly() throws IOException {
    assertThat(gradientRatio("xor", 4)).isGreaterThan(0.01);
    assertThat(gradientRatio("xor-12-layers", 12)).isLessThan(1e-4);
  }

  /** Gradient norm of the first layer over that of the last, at epoch 300. */
  private static double gradientRatio(String name, int layers) throws IOException {
    MemorySink sink = new MemorySink();
    train(ExperimentReader.builtIn(name), sink);
    Function<String, Double> at300 =
        metric ->
            sink.events(Metric.class).stream()
                .filter(m -> m.epoch() == 300 && m.name().equals(metric))
                .findFirst()
                .orElseThrow()
                .value();
    return at300.apply(MetricNames.gradientNorm("l1"))
        / at300.apply(MetricNames.gradientNorm("l" + layers));
  }

  @Test
  void sameSeedSameBits() throws IOException {
    Experiment xor = ExperimentReader.builtIn("xor");
    MemorySink first = new MemorySink();
    MemorySink second = new MemorySink();
    train(xor, first);
    train(xor, second);
    List<Snapshot> a = first.events(Snapshot.class);
    List<Snapshot> b = second.events(Snapshot.class);
    // W and b of four layers: the initial state and 601 epochs
    assertThat(a).hasSize(8 * 602).hasSameSizeAs(b);
    for (int i = 0; i < a.size(); i++) {
      assertThat(a.get(i).values()).isEqualTo(b.get(i).values());
    }
    assertThat(a.get(0).epoch()).isEqualTo(-1);
    assertThat(a.get(a.size() - 1).step()).isEqualTo(300_500);
  }

  @Test
  void stopsWhenTold() throws IOException {
    MemorySink sink = new MemorySink();
    Experiment xor = ExperimentReader.builtIn("xor");
    long[] seen = {0};
    TrainingResult result =
        training(xor, sink, steps -> (seen[0] += steps) < 1500, CheckpointStore.NONE).run();
    assertThat(result.state()).isEqualTo(RunState.STOPPED);
    assertThat(result.steps()).isBetween(1500L, 1800L);
    List<Snapshot> kept = sink.events(Snapshot.class);
    assertThat(kept.get(kept.size() - 1).step()).isEqualTo(result.steps());
  }

  private static TrainingResult train(Experiment experiment, MemorySink sink) throws IOException {
    return training(experiment, sink, TrainingListener.NONE, CheckpointStore.NONE).run();
  }

  private static Training training(
      Experiment experiment,
      MemorySink sink,
      TrainingListener listener,
      CheckpointStore checkpoints) {
    return new Training(
        manifest(experiment),
        new TrainingData(DataSets.load(experiment)),
        sink,
        listener,
        TrainingOptions.standard(),
        checkpoints,
        CLOCK);
  }

  @ParameterizedTest
  @CsvSource({"xor, 3700, false", "xor, 4096, true", "xor-12-residual, 1000, true"})
  void resumedTrainingGivesTheSameBits(String name, long stopAt, boolean shuffled)
      throws IOException {
    Experiment e =
        ExperimentReader.read(
            Overrides.apply(
                    ExperimentReader.tree(name),
                    List.of(
                        "training.epochs=20",
                        "training.shuffle=" + shuffled,
                        "training.batch=" + (shuffled ? 7 : 1)))
                .get(0),
            name);
    MemorySink whole = new MemorySink();
    train(e, whole);
    MemorySink parts = new MemorySink();
    Checkpoint[] kept = new Checkpoint[1];
    long[] seen = {0};
    TrainingListener stopper = steps -> (seen[0] += steps) < stopAt / (shuffled ? 7 : 1);
    TrainingResult stopped = training(e, parts, stopper, c -> kept[0] = c).run();
    assertThat(stopped.state()).isEqualTo(RunState.STOPPED);
    Training resumed = training(e, parts, TrainingListener.NONE, CheckpointStore.NONE);
    resumed.resume(CheckpointCodec.decode(CheckpointCodec.encode(kept[0])));
    assertThat(resumed.run().state()).isEqualTo(RunState.DONE);
    List<Snapshot> a = whole.events(Snapshot.class);
    List<Snapshot> b = parts.events(Snapshot.class);
    for (int i = 1; i <= e.network().layout().blocks().size(); i++) {
      assertThat(b.get(b.size() - i).values()).isEqualTo(a.get(a.size() - i).values());
    }
    assertThat(metrics(parts)).isEqualTo(metrics(whole));
  }

  /** Every metric but the speed. */
  private static Map<String, Double> metrics(MemorySink sink) {
    Map<String, Double> map = new TreeMap<>();
    for (Metric m : sink.events(Metric.class)) {
      if (!m.name().equals(MetricNames.SAMPLES_PER_SECOND)) {
        assertThat(map.put(m.name() + " " + m.epoch(), m.value())).isNull();
      }
    }
    return map;
  }

  @Test
  void divergenceStopsWithStepAndLayer() throws IOException {
    Experiment e =
        ExperimentReader.read(
            Overrides.apply(
                    ExperimentReader.tree("xor"),
                    List.of("training.optimiser.learningRate=1e20", "training.epochs=3"))
                .get(0),
            "xor");
    MemorySink sink = new MemorySink();
    TrainingResult result = train(e, sink);
    assertThat(result.state()).isEqualTo(RunState.FAILED);
    assertThat(result.message())
        .matches("loss became (Infinity|NaN) at step \\d+: .* layer l\\d.*");
    List<Snapshot> kept = sink.events(Snapshot.class);
    assertThat(kept.get(kept.size() - 1).step()).isEqualTo(result.steps());
    Training goingOn =
        new Training(
            manifest(e),
            new TrainingData(DataSets.load(e)),
            new MemorySink(),
            TrainingListener.NONE,
            new TrainingOptions(1, true, 30),
            CheckpointStore.NONE,
            CLOCK);
    assertThat(goingOn.run().state()).isEqualTo(RunState.DONE);
  }

  @Test
  void damagedCheckpointIsRefused() throws IOException {
    Checkpoint[] kept = new Checkpoint[1];
    training(ExperimentReader.builtIn("xor"), new MemorySink(), s -> false, c -> kept[0] = c).run();
    byte[] bytes = CheckpointCodec.encode(kept[0]);
    bytes[40] ^= 1;
    assertThatThrownBy(() -> CheckpointCodec.decode(bytes))
        .isInstanceOf(IOException.class)
        .hasMessage("checkpoint is damaged: its checksum does not fit");
    assertThatThrownBy(() -> CheckpointCodec.decode(new byte[3]))
        .hasMessage("checkpoint must have at least 32 bytes: was 3");
  }

  private static RunManifest manifest(Experiment experiment) {
    return new RunManifest("run", experiment, Instant.EPOCH, "", Map.of());
  }
}
