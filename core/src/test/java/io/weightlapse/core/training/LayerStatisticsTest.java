// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.Overrides;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayerStatisticsTest {
  private static Experiment experiment(String... settings) {
    return ExperimentReader.read(
        Overrides.apply(ExperimentReader.tree("from-scratch"), List.of(settings)).get(0), "test");
  }

  private static MemorySink train(Experiment e) throws IOException {
    MemorySink sink = new MemorySink();
    RunManifest manifest = new RunManifest("stats-1", e, Instant.EPOCH, "00", Map.of());
    try (Training training =
        new Training(
            manifest,
            TrainingData.load(e, DataFolder.current()),
            sink,
            TrainingListener.NONE,
            TrainingOptions.standard(),
            CheckpointStore.NONE,
            Clock.systemUTC())) {
      training.run();
    }
    return sink;
  }

  private static Snapshot weights(MemorySink sink, long step, String layer, Param param) {
    return sink.events(Snapshot.class).stream()
        .filter(s -> s.step() == step && s.layer().equals(layer) && s.param() == param)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void ratiosFollowTheirDefinitions() throws IOException {
    MemorySink sink = train(experiment("training.epochs=2", "snapshots={everySteps: 1}"));
    List<LayerStats> all = sink.events(LayerStats.class);
    assertThat(all).hasSameSizeAs(sink.events(Snapshot.class));
    for (LayerStats s : all) {
      if (s.step() == 0) {
        assertThat(s.fromStep()).isEqualTo(-1);
        assertThat(s.updateRatio()).isNaN();
        assertThat(s.changeRatio()).isNaN();
        continue;
      }
      assertThat(s.fromStep()).isEqualTo(s.step() - 1);
      assertThat(s.updates()).isEqualTo(1);
      float[] now = weights(sink, s.step(), s.layer(), s.param()).values();
      float[] before = weights(sink, s.step() - 1, s.layer(), s.param()).values();
      double moved = 0;
      double size = 0;
      double moved2 = 0;
      double size2 = 0;
      for (int i = 0; i < now.length; i++) {
        double d = now[i] - before[i];
        moved += Math.abs(d);
        size += Math.abs(now[i]);
        moved2 += d * d;
        size2 += (double) now[i] * now[i];
      }
      assertThat(s.changeRatio()).isCloseTo(Math.sqrt(moved2 / size2), within(1e-9));
      if (moved > 1e-5 * size) { // below, the rounding of the weights is as large as the update
        assertThat(s.updateRatio()).isCloseTo(Math.log10(moved / size), within(0.02));
      }
      assertThat(s.gradientNorm()).isFinite();
    }
  }

  /** An epoch's row has what the epoch's metrics say. */
  @Test
  void rowsOfEpochsAgreeWithTheMetrics() throws IOException {
    MemorySink sink = train(experiment("training.epochs=3", "metrics.statistics=epochs"));
    for (Metric m : sink.events(Metric.class)) {
      for (LayerStats s : sink.events(LayerStats.class)) {
        if (s.step() == m.step() && s.epoch() == m.epoch() && s.param() == Param.W) {
          String layer = s.layer();
          if (m.name().equals(MetricNames.weightNorm(layer))) {
            assertThat(m.value()).isCloseTo(s.values().l2(), within(1e-9));
          } else if (m.name().equals(MetricNames.gradientNorm(layer))) {
            assertThat(m.value()).isEqualTo(s.gradientNorm());
          } else if (m.name().equals(MetricNames.updateRatio(layer))) {
            assertThat(m.value()).isCloseTo(s.updateRatio(), within(1e-9));
          } else if (m.name().equals(MetricNames.deadFraction(layer))) {
            assertThat(m.value()).isEqualTo(s.deadFraction());
          }
        }
      }
    }
    assertThat(sink.events(LayerStats.class).stream().map(LayerStats::step).distinct()).hasSize(4);
  }

  /** Against the plain forward pass: a unit is dead if no sample of the first 256 wakes it. */
  @Test
  void deadUnitsAreThoseThatNoSampleWakes() throws IOException {
    Experiment e = experiment("training.epochs=1", "training.optimiser.learningRate=3.0");
    float[] parameters = Training.initialParameters(e);
    var data = TrainingData.load(e, DataFolder.current()).train();
    // two units that cannot wake: no inputs, negative or zero bias
    var w = e.network().layout().block(0, Param.W);
    var b = e.network().layout().block(0, Param.B);
    for (int unit : new int[] {1, 4}) {
      for (int i = 0; i < w.cols(); i++) {
        parameters[w.offset() + unit * w.cols() + i] = 0;
      }
      parameters[b.offset() + unit] = unit == 1 ? -1 : 0;
    }
    Map<String, List<Integer>> dead = new DeadUnits(e.network(), data).of(parameters);
    int rows = Math.min(256, data.rows());
    List<float[]> outputs = Forward.layerOutputs(e.network(), parameters, data.features(), rows);
    for (int l = 0; l < 2; l++) {
      List<Integer> expected = new ArrayList<>();
      int units = e.network().layers().get(l).units();
      for (int u = 0; u < units; u++) {
        boolean awake = false;
        for (int r = 0; r < rows; r++) {
          awake |= outputs.get(l)[r * units + u] != 0;
        }
        if (!awake) {
          expected.add(u);
        }
      }
      assertThat(dead.get(e.network().layers().get(l).name())).isEqualTo(expected);
    }
    assertThat(dead.get("l1")).contains(1, 4);
    assertThat(dead).doesNotContainKey("l3");
  }

  @Test
  void noStatisticsWhereNobodyWantsThem() throws IOException {
    MemorySink sink = train(experiment("training.epochs=1", "metrics.statistics=none"));
    assertThat(sink.events(LayerStats.class)).isEmpty();
  }
}
