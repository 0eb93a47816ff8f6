// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static io.weightlapse.jobs.TrainingHome.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.jobs.JobReport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Rounds of averaging on a real Spark, against single training. */
class AveragingIT extends DistributedTraining {
  /** Two epochs of 25 minibatches, in rounds of six, of which everything is kept. */
  static final String[] TWO = {
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
  void oneWorkerIsSingleTraining() throws IOException {
    String[] rows = {"playground", "--set", "training.epochs=3", "--set", "training.shuffle=true"};
    runs.train(with(rows, "--run", "single"));
    runs.train(with(rows, "--run", "fused", "--mode", "averaging", "--workers", "1"));
    runs.train(
        with(rows, "--run", "dl4j", "--mode", "averaging", "--workers", "1", "--engine", "dl4j"));
    assertThat(runs.last("fused")).isEqualTo(runs.last("single"));
    float[] single = runs.last("single");
    float[] dl4j = runs.last("dl4j");
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
        double[] ours = runs.values(run, name);
        double[] theirs = runs.values("single", name);
        assertThat(ours).as(name).hasSize(3);
        for (int e = 0; e < 3; e++) {
          assertThat(ours[e]).as("%s of %s", name, run).isCloseTo(theirs[e], within(1e-4));
        }
      }
    }
  }

  /** Momentum and Adam carry state over rounds: averaged, too, by one worker. */
  @Test
  void stateGoesFromRoundToRound() throws IOException {
    for (String name : List.of("momentum", "nesterov", "adam")) {
      String[] rows = {
        "playground", "--set", "training.epochs=2", "--set", "training.optimiser.name=" + name
      };
      runs.train(with(rows, "--run", name));
      String run = name + "-dl4j";
      runs.train(
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
      float[] single = runs.last(name);
      float[] averaged = runs.last(run);
      for (int i = 0; i < single.length; i++) {
        assertThat(Math.abs(averaged[i] - single[i])).as("%s %d", name, i).isLessThan(2e-3f);
      }
      runs.train(
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
      float[] fused = runs.last(name + "-fused");
      for (int i = 0; i < single.length; i++) {
        assertThat(Math.abs(fused[i] - single[i])).as("%s %d", name, i).isLessThan(1e-5f);
      }
    }
  }

  @Test
  void everyWorkerIsSeenAndTheSameBitsComeAgain() throws IOException {
    JobReport report = runs.train(with(TWO, "--run", "two"));
    assertThat(report.results().get(0).state()).isEqualTo(RunState.DONE);
    assertThat(report.results().get(0).steps()).isEqualTo(50);
    MemorySink events = runs.stored("two");
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
    statisticsAreThoseOfTheSnapshots(events);
    runs.train(with(TWO, "--run", "again"));
    assertThat(runs.last("again")).isEqualTo(runs.last("two"));
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
        .isCloseTo(runs.values("two", MetricNames.TEST_ACCURACY)[1], within(1e-9));
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

  /** Each kept tensor has its statistics: the model's since its last, a worker's since the mean. */
  private static void statisticsAreThoseOfTheSnapshots(MemorySink events) {
    Map<String, float[]> kept = new TreeMap<>();
    for (Snapshot s : events.events(Snapshot.class)) {
      kept.put(key(s.worker(), s.step(), s.layer(), s.param()), s.values());
    }
    List<LayerStats> all = events.events(LayerStats.class);
    assertThat(all).hasSameSizeAs(kept.keySet());
    for (LayerStats s : all) {
      float[] values = kept.get(key(s.worker(), s.step(), s.layer(), s.param()));
      assertThat(s.values().l2()).isCloseTo(norm(values, null), within(1e-6));
      if (s.step() > 0) {
        long before = s.step() - 1 - (s.step() - 1) % 25 % 6;
        assertThat(s.fromStep()).as("%d of %d", s.step(), s.worker()).isEqualTo(before);
        float[] then = kept.get(key(Event.MODEL, before, s.layer(), s.param()));
        assertThat(s.change().l2()).isCloseTo(norm(values, then), within(1e-6));
        int steps = (int) (s.step() - before);
        assertThat(s.updates()).isEqualTo(s.worker() == Event.MODEL ? steps : (steps + 1) / 2);
        assertThat(s.gradientNorm()).isPositive();
        assertThat(s.updateRatio()).isFinite();
      }
    }
  }

  private static double norm(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = b == null ? a[i] : (double) a[i] - b[i];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }

  /** An epoch's last round has five minibatches: the first worker does three of them. */
  @Test
  void unevenRoundIsAveragedByMinibatches() throws IOException {
    String[] five = Arrays.copyOf(TWO, TWO.length - 1);
    runs.train(with(five, "5", "--run", "uneven"));
    Map<String, float[]> kept = new TreeMap<>();
    for (Snapshot s : runs.stored("uneven").events(Snapshot.class)) {
      kept.put(key(s.worker(), s.step(), s.layer(), s.param()), s.values());
    }
    float[] first = kept.get(key(0, 25, "l1", Param.W));
    float[] second = kept.get(key(1, 25, "l1", Param.W));
    float[] mean = kept.get(key(Event.MODEL, 25, "l1", Param.W));
    assertThat(first).isNotEqualTo(second);
    for (int i = 0; i < mean.length; i++) {
      assertThat(mean[i]).isCloseTo((3 * first[i] + 2 * second[i]) / 5, within(1e-6f));
    }
  }

  static String key(int worker, long step, String layer, Param param) {
    return worker + " " + step + " " + layer + " " + param;
  }
}
