// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.Golden;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
  void stopsAfterTheEpochWhenTold() throws IOException {
    MemorySink sink = new MemorySink();
    Experiment xor = ExperimentReader.builtIn("xor");
    int[] epochs = {0};
    TrainingResult result =
        new Training(manifest(xor), DataSets.load(xor), sink, s -> ++epochs[0] < 3, CLOCK).run();
    assertThat(result.state()).isEqualTo(RunState.STOPPED);
    assertThat(result.epochs()).isEqualTo(3);
    List<Snapshot> kept = sink.events(Snapshot.class);
    assertThat(kept.get(kept.size() - 1).step()).isEqualTo(1500);
  }

  private static TrainingResult train(Experiment experiment, MemorySink sink) throws IOException {
    Dataset data = DataSets.load(experiment);
    return new Training(manifest(experiment), data, sink, TrainingListener.NONE, CLOCK).run();
  }

  private static RunManifest manifest(Experiment experiment) {
    return new RunManifest("run", experiment, Instant.EPOCH, "", Map.of());
  }
}
