// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** What was polled at once, and becomes one transaction. */
final class SinkBatch {
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<Event> events = new ArrayList<>(); // of the same index
  private final Map<TopicPartition, PostgresWriter.Move> moves = new HashMap<>();

  /** Adds a message that is an event. */
  void add(ConsumerRecord<byte[], byte[]> record, Event event) {
    records.add(record);
    events.add(event);
  }

  /** Moves a partition; messages of it that are no events are passed over. */
  void move(TopicPartition partition, long from, long to) {
    moves.put(partition, new PostgresWriter.Move(from, to));
  }

  /** These partitions are another sink's now. */
  void drop(Collection<TopicPartition> partitions) {
    List<ConsumerRecord<byte[], byte[]>> keptRecords = new ArrayList<>();
    List<Event> keptEvents = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      if (!partitions.contains(partition(records.get(i)))) {
        keptRecords.add(records.get(i));
        keptEvents.add(events.get(i));
      }
    }
    records.clear();
    records.addAll(keptRecords);
    events.clear();
    events.addAll(keptEvents);
    moves.keySet().removeAll(partitions);
  }

  boolean isEmpty() {
    return moves.isEmpty();
  }

  List<Event> events() {
    return events;
  }

  ConsumerRecord<byte[], byte[]> record(int index) {
    return records.get(index);
  }

  Set<TopicPartition> partitions() {
    return moves.keySet();
  }

  /** The next offset of each partition. */
  Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    moves.forEach((partition, move) -> ends.put(partition, move.to()));
    return ends;
  }

  /** How old the oldest metric is; zero without one, or where clocks differ. */
  Duration age(Instant now) {
    Instant oldest = now;
    for (Event event : events) {
      if (event instanceof Metric m && m.time().isBefore(oldest)) {
        oldest = m.time();
      }
    }
    return Duration.between(oldest, now);
  }

  /** The moves of its partitions, by their places in the database. */
  Map<SinkOffsets.Place, PostgresWriter.Move> moves(
      Function<TopicPartition, SinkOffsets.Place> place) {
    Map<SinkOffsets.Place, PostgresWriter.Move> all = new TreeMap<>();
    moves.forEach((partition, move) -> all.put(place.apply(partition), move));
    return all;
  }

  private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
    return new TopicPartition(record.topic(), record.partition());
  }
}
