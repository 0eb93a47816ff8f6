// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.metric.MetricCatalogue;
import io.weightlapse.core.metric.MetricDefinition;
import io.weightlapse.core.metric.MetricKind;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StreamMetersTest {
  private static Metric metric(String run, int worker, long step, String name, double value) {
    return new Metric(run, worker, step, 0, name, value, Instant.EPOCH);
  }

  @Test
  void countsHowFarRunsAre() {
    RunSpeeds speeds = new RunSpeeds();
    assertThat(speeds.learn(metric("a", -1, 100, MetricNames.TRAIN_LOSS, 1))).isEqualTo(100);
    assertThat(speeds.learn(metric("a", 1, 90, MetricNames.WORKER_LOSS, 1))).isZero(); // late
    assertThat(speeds.learn(metric("b", -1, 7, MetricNames.SAMPLES_PER_SECOND, 5))).isEqualTo(7);
    assertThat(speeds.learn(metric("a", 1, 101, MetricNames.SAMPLES_PER_SECOND, 9))).isEqualTo(1);
    assertThat(speeds.current()).containsOnlyKeys("b").containsEntry("b", 5.0);
    assertThat(speeds.learn(new RunEnded("b", Instant.EPOCH, RunState.DONE, 10, ""))).isEqualTo(3);
    assertThat(speeds.current()).isEmpty();
    // read after the end, of a step before it; then of a run that goes on
    assertThat(speeds.learn(metric("b", -1, 10, MetricNames.SAMPLES_PER_SECOND, 6))).isZero();
    assertThat(speeds.current()).isEmpty();
    assertThat(speeds.learn(metric("b", -1, 11, MetricNames.SAMPLES_PER_SECOND, 4))).isEqualTo(1);
    assertThat(speeds.current()).containsEntry("b", 4.0);
    for (int i = 0; i < 1000; i++) {
      speeds.learn(metric("r" + i, Event.MODEL, 1, MetricNames.SAMPLES_PER_SECOND, i));
    }
    assertThat(speeds.current()).hasSize(256).containsEntry("r999", 999.0);
  }

  @Test
  void prometheusSeesTheNamesOfTheCatalogue() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Counters counters = new Counters();
    try (FrameWriter writer = new FrameWriter(1, counters, new StreamListener() {})) {
      Runnable refresh = StreamMeters.bind(registry, counters, writer);
      counters.message(Topics.SNAPSHOTS, 1000);
      counters.message(Topics.SNAPSHOTS, 24);
      counters.lag.put(new TopicPartition(Topics.METRICS, 0), 3L);
      counters.lag.put(new TopicPartition(Topics.METRICS, 1), 4L);
      counters.steps.add(counters.speeds.learn(metric("a", -1, 50, "samples_per_second", 2.5)));
      refresh.run();
      String text = registry.scrape();
      assertThat(text)
          .contains(
              "weightlapse_consumer_messages_total{topic=\"weightlapse.snapshots\"} 2.0",
              "weightlapse_consumer_bytes_total{topic=\"weightlapse.snapshots\"} 1024.0",
              "weightlapse_consumer_lag_messages{topic=\"weightlapse.metrics\"} 7.0",
              "weightlapse_training_samples_per_second{run=\"a\"} 2.5",
              "weightlapse_training_steps_total 50.0",
              "weightlapse_frames_waiting 0.0");
      List<String> shown =
          text.lines().filter(l -> l.startsWith("# TYPE ")).map(l -> l.split(" ", -1)[2]).toList();
      assertThat(shown)
          .containsExactlyInAnyOrderElementsOf(
              MetricCatalogue.pipeline().stream()
                  .filter(d -> d.kind() != MetricKind.SPARK)
                  .map(MetricDefinition::name)
                  .filter(n -> !n.startsWith("weightlapse_sink_"))
                  .toList());
      // A run that is over is no longer shown.
      counters.speeds.learn(new RunEnded("a", Instant.EPOCH, RunState.DONE, 50, ""));
      refresh.run();
      assertThat(registry.scrape()).doesNotContain("run=\"a\"");
    }
  }
}
