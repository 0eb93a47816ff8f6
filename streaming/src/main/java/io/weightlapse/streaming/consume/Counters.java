// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.TopicPartition;

/** The numbers behind {@link ConsumerStats}: written by one or many threads, read by any. */
final class Counters {
  final LongAdder messages = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder conflicts = new LongAdder();
  final LongAdder corrupt = new LongAdder();
  final LongAdder orphans = new LongAdder();
  final LongAdder lostOffsets = new LongAdder();
  final LongAdder framesDrawn = new LongAdder();
  final LongAdder framesFound = new LongAdder();
  final LongAdder animations = new LongAdder();
  final LongAdder failures = new LongAdder();
  final LongAdder held = new LongAdder();
  final LongAdder steps = new LongAdder();
  final Map<String, LongAdder> messagesOf = new ConcurrentHashMap<>(); // by topic
  final Map<String, LongAdder> bytesOf = new ConcurrentHashMap<>();
  final Map<TopicPartition, Long> lag = new ConcurrentHashMap<>();
  final RunSpeeds speeds = new RunSpeeds();
  volatile int runs;

  /** A message came, event or not. */
  void message(String topic, int bytes) {
    messages.increment();
    messagesOf.computeIfAbsent(topic, t -> new LongAdder()).increment();
    bytesOf.computeIfAbsent(topic, t -> new LongAdder()).add(bytes);
  }

  ConsumerStats stats() {
    return new ConsumerStats(
        messages.sum(),
        events.sum(),
        duplicates.sum(),
        conflicts.sum(),
        corrupt.sum(),
        orphans.sum(),
        lostOffsets.sum(),
        framesDrawn.sum(),
        framesFound.sum(),
        animations.sum(),
        failures.sum(),
        runs,
        held.sum());
  }
}
