// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.streaming.consume.DeadLetters;
import java.io.IOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Messages that have no rows: what is no event, and what PostgreSQL cannot store. */
final class SinkRejects {
  private final SinkCounters counters;
  private final SinkListener listener;
  private final DeadLetters deadLetters;

  SinkRejects(SinkSettings settings, SinkCounters counters, SinkListener listener) {
    this.counters = counters;
    this.listener = listener;
    this.deadLetters = new DeadLetters(settings.home());
  }

  /** Keeps a message, and says why; by any thread. */
  synchronized void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
    counters.deadLetters.increment();
    try {
      deadLetters.add(record, reason);
    } catch (IOException e) { // a full disk is no reason to stop
      listener.problem("a message could not be kept: " + e);
    }
    listener.problem(
        record.topic() + "-" + record.partition() + " offset " + record.offset() + ": " + reason);
  }
}
