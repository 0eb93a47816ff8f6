// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What was polled at once, and becomes one transaction. */
final class SinkBatch {
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<Event> events = new ArrayList<>(); // of the same index
  private final Map<TopicPartition, Long> ends = new java.util.HashMap<>();

  /** Adds a message that is an event. */
  void add(ConsumerRecord<byte[], byte[]> record, Event event) {
    records.add(record);
    events.add(event);
    pass(record);
  }

  /** Moves beyond a message that is none. */
  void pass(ConsumerRecord<byte[], byte[]> record) {
    ends.put(partition(record), record.offset() + 1);
  }

  /** These partitions are another sink's now. */
  void drop(Collection<TopicPartition> partitions) {
    for (int i = records.size() - 1; i >= 0; i--) {
      if (partitions.contains(partition(records.get(i)))) {
        records.remove(i);
        events.remove(i);
      }
    }
    ends.keySet().removeAll(partitions);
  }

  boolean isEmpty() {
    return ends.isEmpty();
  }

  List<Event> events() {
    return events;
  }

  ConsumerRecord<byte[], byte[]> record(int index) {
    return records.get(index);
  }

  /** The next offset of each partition. */
  Map<TopicPartition, Long> ends() {
    return ends;
  }

  /** How old the oldest metric is; zero without one, or where clocks differ. */
  Duration age(Instant now) {
    Duration age = Duration.ZERO;
    for (Event event : events) {
      if (event instanceof Metric m && m.time().isBefore(now.minus(age))) {
        age = Duration.between(m.time(), now);
      }
    }
    return age;
  }

  /** The moves of its partitions from where they are. */
  Map<SinkOffsets.Place, PostgresWriter.Move> moves(
      Map<TopicPartition, Long> at, Map<String, String> topicIds) {
    Map<SinkOffsets.Place, PostgresWriter.Move> moves = new TreeMap<>();
    ends.forEach(
        (partition, end) ->
            moves.put(
                new SinkOffsets.Place(
                    topicIds.get(partition.topic()), partition.topic(), partition.partition()),
                new PostgresWriter.Move(at.get(partition), end)));
    return moves;
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
