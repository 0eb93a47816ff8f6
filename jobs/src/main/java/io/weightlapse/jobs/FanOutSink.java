// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySink;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.KafkaSink;
import io.weightlapse.jobs.metrics.JobCounters;
import java.io.IOException;

/**
 * The history and, where there is one, Kafka. The history comes first: what Kafka tells of is
 * stored, and the end of a run is told only when the run is complete on disk.
 */
public final class FanOutSink implements EventSink {
  private final HistorySink history;
  private final KafkaSink kafka; // null without Kafka
  private final String refusal; // why there is none though it was wanted; else empty

  /** Connects to Kafka in the background. */
  public FanOutSink(HistorySink history, KafkaSettings settings) {
    this.history = history;
    KafkaSink sink = null;
    String why = "";
    try {
      sink = settings == null ? null : new KafkaSink(settings);
    } catch (UserException e) {
      why = e.getMessage(); // a training is worth more than its events
    }
    this.kafka = sink;
    this.refusal = why;
  }

  /** Makes the history so far readable. */
  void flushHistory() throws IOException {
    history.flush();
  }

  @Override
  public void publish(Event event) throws IOException {
    history.publish(event);
    JobCounters.event(event);
    if (event instanceof RunEnded) {
      history.flush();
    }
    if (kafka != null) {
      kafka.publish(event);
    }
  }

  @Override
  public void flush() throws IOException {
    history.flush();
    if (kafka != null) {
      kafka.flush();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      history.close();
    } finally {
      if (kafka != null) {
        kafka.close();
      }
    }
  }

  @Override
  public void abort() throws IOException {
    try {
      history.abort();
    } finally {
      if (kafka != null) {
        kafka.abort();
      }
    }
  }

  /** What became of the events on Kafka. */
  public KafkaReport report() {
    return kafka == null ? new KafkaReport(0, refusal.isEmpty() ? 0 : 1, refusal) : kafka.report();
  }
}
