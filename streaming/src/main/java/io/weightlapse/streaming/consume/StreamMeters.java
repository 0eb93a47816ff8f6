// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.streaming.metrics.Meters;

/** Registers the metrics of a consumer. */
final class StreamMeters {
  private StreamMeters() {}

  static Runnable bind(MeterRegistry registry, Counters counters, FrameWriter writer) {
    Meters.counter(registry, PipelineMetrics.DUPLICATES, counters, c -> c.duplicates.sum());
    Meters.counter(registry, PipelineMetrics.ORPHANS, counters, c -> c.orphans.sum());
    Meters.counter(registry, PipelineMetrics.DEAD_LETTERS, counters, c -> c.corrupt.sum());
    Meters.counter(registry, PipelineMetrics.LOST, counters, c -> c.lostOffsets.sum());
    Meters.counter(registry, PipelineMetrics.FRAMES, counters, c -> c.framesDrawn.sum());
    Meters.counter(registry, PipelineMetrics.VIEW_FAILURES, counters, c -> c.failures.sum());
    Meters.counter(registry, PipelineMetrics.STEPS, counters, c -> c.steps.sum());
    Meters.gauge(registry, PipelineMetrics.RUNS, counters, c -> c.runs);
    Meters.gauge(registry, PipelineMetrics.FRAMES_WAITING, writer, FrameWriter::outstanding);
    for (String topic : Topics.ALL) {
      Meters.counter(
          registry,
          PipelineMetrics.MESSAGES,
          counters,
          c -> Meters.sum(c.messagesOf, topic),
          "topic",
          topic);
      Meters.counter(
          registry,
          PipelineMetrics.MESSAGE_BYTES,
          counters,
          c -> Meters.sum(c.bytesOf, topic),
          "topic",
          topic);
      Meters.gauge(
          registry, PipelineMetrics.LAG, counters, c -> Meters.lag(c.lag, topic), "topic", topic);
    }
    MultiGauge speeds = Meters.gauges(registry, PipelineMetrics.RUN_SAMPLES_PER_SECOND);
    return () -> Meters.set(speeds, "run", counters.speeds.current());
  }
}
