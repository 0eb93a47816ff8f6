// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.QueuedSink;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.metric.PipelineMetrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What the tasks of this process have done: Spark asks for it ({@link MetricsPlugin}). */
public final class JobCounters {
  private static final LongAdder STEPS = new LongAdder();
  private static final LongAdder SAMPLES = new LongAdder();
  private static final LongAdder EVENTS = new LongAdder();
  private static final LongAdder SNAPSHOT_BYTES = new LongAdder();
  private static final LongAdder DROPS = new LongAdder();

  private JobCounters() {}

  /** Optimiser updates were made. */
  public static void steps(long steps) {
    STEPS.add(steps);
  }

  /** Samples were trained on. */
  public static void samples(long samples) {
    SAMPLES.add(samples);
  }

  /** An event was published. */
  public static void event(Event event) {
    EVENTS.increment();
    if (event instanceof Snapshot s) {
      SNAPSHOT_BYTES.add(4L * s.values().length);
    }
  }

  /** Kafka did not take an event. */
  public static void drop() {
    DROPS.increment();
  }

  /** All numbers, by their names in the catalogue. */
  static Map<String, LongSupplier> all() {
    Map<String, LongSupplier> all = new LinkedHashMap<>();
    all.put(PipelineMetrics.SPARK_STEPS, STEPS::sum);
    all.put(PipelineMetrics.SPARK_SAMPLES, SAMPLES::sum);
    all.put(PipelineMetrics.SPARK_SNAPSHOT_BYTES, SNAPSHOT_BYTES::sum);
    all.put(PipelineMetrics.SPARK_EVENTS, EVENTS::sum);
    all.put(PipelineMetrics.SPARK_QUEUE_BYTES, QueuedSink::waitingBytes);
    all.put(PipelineMetrics.SPARK_DROPS, DROPS::sum);
    return all;
  }
}
