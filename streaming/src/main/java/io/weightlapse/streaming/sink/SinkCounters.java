// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;

/** The numbers behind {@link SinkStats}: written by the sink's threads, read by any. */
final class SinkCounters {
  final LongAdder messages = new LongAdder();
  final LongAdder committed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder overtaken = new LongAdder();
  final LongAdder deadLetters = new LongAdder();
  final LongAdder lost = new LongAdder();
  final Map<String, LongAdder> rows = new ConcurrentHashMap<>();
  final Map<String, LongAdder> removed = new ConcurrentHashMap<>();
  final Map<TopicPartition, Long> lag = new ConcurrentHashMap<>();

  void written(Map<String, Long> counts) {
    counts.forEach((table, n) -> rows.computeIfAbsent(table, t -> new LongAdder()).add(n));
  }

  void removed(String table, long n) {
    removed.computeIfAbsent(table, t -> new LongAdder()).add(n);
  }

  SinkStats stats() {
    return new SinkStats(
        messages.sum(),
        rows.values().stream().mapToLong(LongAdder::sum).sum(),
        committed.sum(),
        failed.sum(),
        overtaken.sum(),
        deadLetters.sum(),
        lost.sum(),
        lag.values().stream().mapToLong(Long::longValue).sum());
  }
}
