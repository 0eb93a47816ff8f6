// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

import static io.weightlapse.core.metric.MetricKind.COUNTER;
import static io.weightlapse.core.metric.MetricKind.GAUGE;
import static io.weightlapse.core.metric.MetricKind.SPARK;
import static io.weightlapse.core.metric.MetricKind.SUMMARY;
import static io.weightlapse.core.metric.MetricUnit.BYTES;
import static io.weightlapse.core.metric.MetricUnit.COUNT;
import static io.weightlapse.core.metric.MetricUnit.SAMPLES_PER_SECOND;
import static io.weightlapse.core.metric.MetricUnit.SECONDS;
import static io.weightlapse.core.metric.MetricUnit.YES_NO;

import java.util.List;

/**
 * The names of the pipeline's metrics, as Prometheus has them. The consumer's endpoint has those
 * that begin with {@code weightlapse_}; the others are of Spark's metrics system, which puts {@code
 * metrics_<application>_<executor>_plugin_..._weightlapse_} before them.
 */
public final class PipelineMetrics {
  /** Messages read. */
  public static final String MESSAGES = "weightlapse_consumer_messages_total";

  /** Bytes of values read. */
  public static final String MESSAGE_BYTES = "weightlapse_consumer_bytes_total";

  /** Events that had come before. */
  public static final String DUPLICATES = "weightlapse_consumer_duplicates_total";

  /** Events that were given up for want of their run. */
  public static final String ORPHANS = "weightlapse_consumer_orphans_total";

  /** Messages that were no events. */
  public static final String DEAD_LETTERS = "weightlapse_consumer_dead_letters_total";

  /** Messages that Kafka had thrown away. */
  public static final String LOST = "weightlapse_consumer_lost_messages_total";

  /** Messages not read yet. */
  public static final String LAG = "weightlapse_consumer_lag_messages";

  /** Runs being followed. */
  public static final String RUNS = "weightlapse_consumer_runs";

  /** Frames being drawn or waiting. */
  public static final String FRAMES_WAITING = "weightlapse_frames_waiting";

  /** Frames stored. */
  public static final String FRAMES = "weightlapse_frames_drawn_total";

  /** Views given up. */
  public static final String VIEW_FAILURES = "weightlapse_view_failures_total";

  /** Optimiser steps seen. */
  public static final String STEPS = "weightlapse_training_steps_total";

  /** How fast a run trains. */
  public static final String RUN_SAMPLES_PER_SECOND = "weightlapse_training_samples_per_second";

  /** Rows written. */
  public static final String SINK_ROWS = "weightlapse_sink_rows_total";

  /** Transactions, by what came of them. */
  public static final String SINK_TRANSACTIONS = "weightlapse_sink_transactions_total";

  /** How long a transaction takes. */
  public static final String SINK_SECONDS = "weightlapse_sink_transaction_seconds";

  /** How old a metric is when its row can be read. */
  public static final String SINK_DELAY = "weightlapse_sink_delay_seconds";

  /** Messages not stored yet. */
  public static final String SINK_LAG = "weightlapse_sink_lag_messages";

  /** Messages that the sink could not store. */
  public static final String SINK_DEAD_LETTERS = "weightlapse_sink_dead_letters_total";

  /** Whether PostgreSQL answered the last time. */
  public static final String SINK_CONNECTED = "weightlapse_sink_connected";

  /** Rows that the retention policy removed. */
  public static final String SINK_REMOVED = "weightlapse_sink_removed_rows_total";

  /** Optimiser updates made. */
  public static final String SPARK_STEPS = "steps";

  /** Samples trained on. */
  public static final String SPARK_SAMPLES = "samples";

  /** Bytes of snapshots published. */
  public static final String SPARK_SNAPSHOT_BYTES = "snapshot_bytes";

  /** Events published. */
  public static final String SPARK_EVENTS = "events";

  /** Bytes waiting to be stored. */
  public static final String SPARK_QUEUE_BYTES = "queue_bytes";

  /** Events that Kafka did not take. */
  public static final String SPARK_DROPS = "kafka_drops";

  /** Executors that tell the driver. */
  public static final String SPARK_EXECUTORS = "executors";

  /** Memory of the task's GPU in use. */
  public static final String SPARK_GPU_BYTES = "gpu_memory_used_bytes";

  static final List<MetricDefinition> ALL =
      List.of(
          of(MESSAGES, COUNTER, COUNT, "Kafka messages that the consumer read.", "topic"),
          of(MESSAGE_BYTES, COUNTER, BYTES, "Values of Kafka messages that it read.", "topic"),
          of(DUPLICATES, COUNTER, COUNT, "Events that had come before, as after a retry."),
          of(ORPHANS, COUNTER, COUNT, "Events given up since the start of their run never came."),
          of(DEAD_LETTERS, COUNTER, COUNT, "Messages that were no events."),
          of(LOST, COUNTER, COUNT, "Messages that Kafka threw away before they were read."),
          of(LAG, GAUGE, COUNT, "Messages that the consumer has not read yet.", "topic"),
          of(RUNS, GAUGE, COUNT, "Runs that the consumer follows."),
          of(FRAMES_WAITING, GAUGE, COUNT, "Frames being drawn or waiting for it."),
          of(FRAMES, COUNTER, COUNT, "Frames drawn and stored."),
          of(VIEW_FAILURES, COUNTER, COUNT, "Views of runs that were given up."),
          of(STEPS, COUNTER, COUNT, "Optimiser steps that events told of, over all runs."),
          of(
              RUN_SAMPLES_PER_SECOND,
              GAUGE,
              SAMPLES_PER_SECOND,
              "What a run that goes on said last of its speed.",
              "run"),
          of(SINK_ROWS, COUNTER, COUNT, "Rows that the PostgreSQL sink wrote.", "table"),
          of(
              SINK_TRANSACTIONS,
              COUNTER,
              COUNT,
              "Transactions of the sink: committed, or failed and repeated.",
              "outcome"),
          of(SINK_SECONDS, SUMMARY, SECONDS, "Duration of a transaction of the sink."),
          of(
              SINK_DELAY,
              SUMMARY,
              SECONDS,
              "Age of the oldest metric of a transaction when its row could be read."),
          of(SINK_LAG, GAUGE, COUNT, "Messages that the sink has not read yet.", "topic"),
          of(SINK_DEAD_LETTERS, COUNTER, COUNT, "Messages that the sink could not store."),
          of(SINK_CONNECTED, GAUGE, YES_NO, "Whether PostgreSQL took the last transaction."),
          of(SINK_REMOVED, COUNTER, COUNT, "Rows that the retention policy removed.", "table"),
          of(SPARK_STEPS, SPARK, COUNT, "Optimiser updates made by this executor."),
          of(
              SPARK_SAMPLES,
              SPARK,
              COUNT,
              "Samples trained on by this executor, in whole epochs or rounds."),
          of(SPARK_SNAPSHOT_BYTES, SPARK, BYTES, "Values of snapshots that it published."),
          of(SPARK_EVENTS, SPARK, COUNT, "Events that it published."),
          of(SPARK_QUEUE_BYTES, SPARK, BYTES, "Events waiting to be stored."),
          of(SPARK_DROPS, SPARK, COUNT, "Events that Kafka did not take."),
          of(SPARK_EXECUTORS, SPARK, COUNT, "Executors that tell the driver their numbers."),
          of(
              SPARK_GPU_BYTES,
              SPARK,
              BYTES,
              "Memory in use of its GPU; missing where it has none."));

  private PipelineMetrics() {}

  private static MetricDefinition of(
      String name, MetricKind kind, MetricUnit unit, String help, String... labels) {
    return new MetricDefinition(name, kind, unit, List.of(labels), help);
  }
}
