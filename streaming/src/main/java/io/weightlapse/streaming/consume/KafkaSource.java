// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.CorruptEventException;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Events from Kafka. What is no event is counted, set aside and passed over. Belongs to one thread.
 * Order holds within a key only: a run's metrics may come before its start.
 */
final class KafkaSource {
  private final StreamSettings settings;
  private final Counters counters;
  private final StreamListener listener;
  private final DeadLetters deadLetters;
  private KafkaConsumer<byte[], byte[]> consumer;

  /** A source that connects when it is opened. */
  KafkaSource(StreamSettings settings, Counters counters, StreamListener listener) {
    this.settings = settings;
    this.counters = counters;
    this.listener = listener;
    this.deadLetters = new DeadLetters(settings.home());
  }

  void open(ConsumerRebalanceListener rebalance) throws IOException {
    try {
      consumer = new KafkaConsumer<>(ConsumerSettings.of(settings));
    } catch (KafkaException e) {
      // Not as the cause: its message and stack trace may quote passwords.
      throw new IOException("kafka: wrong settings: " + settings.redact(reason(e)));
    }
    consumer.subscribe(Topics.ALL, rebalance);
  }

  private static String reason(Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner.getMessage() == null ? inner.getClass().getSimpleName() : inner.getMessage();
  }

  /** Leaves the group and frees the connection. */
  void release() {
    if (consumer != null) {
      consumer.close(Duration.ofSeconds(2));
      consumer = null;
    }
  }

  List<Received> poll(Duration timeout) {
    List<Received> batch = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
        counters.message(record.topic(), Math.max(0, record.serializedValueSize()));
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
          Event event = EventCodec.decode(KafkaMessages.of(record));
          counters.steps.add(counters.speeds.learn(event));
          batch.add(new Received(partition, record.offset(), event));
        } catch (CorruptEventException e) {
          counters.corrupt.increment();
          setAside(record, e.getMessage());
          listener.problem(partition + " offset " + record.offset() + ": " + e.getMessage());
        }
      }
      counters.lag.keySet().retainAll(consumer.assignment());
      for (TopicPartition partition : consumer.assignment()) {
        consumer.currentLag(partition).ifPresent(lag -> counters.lag.put(partition, lag));
      }
    } catch (NoOffsetForPartitionException e) {
      consumer.seekToBeginning(e.partitions()); // a new group, or a new partition
    } catch (OffsetOutOfRangeException e) {
      overtaken(e.offsetOutOfRangePartitions());
    }
    return batch;
  }

  private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
    try {
      deadLetters.add(record, reason);
    } catch (IOException e) { // a full disk is no reason to stop
      listener.problem("a message could not be kept: " + e);
    }
  }

  /** Kafka deleted what was not read yet: goes on, but not quietly. */
  private void overtaken(Map<TopicPartition, Long> wanted) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(wanted.keySet());
    wanted.forEach(
        (partition, offset) -> {
          long begin = begins.get(partition);
          counters.lostOffsets.add(Math.max(0, begin - offset));
          listener.problem(
              partition + ": offsets " + offset + ".." + begin + " were deleted before being read");
          consumer.seek(partition, begin);
        });
  }

  /** Where every partition stands: the offset after the last one polled. */
  Map<TopicPartition, Long> positions() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      try {
        positions.put(partition, consumer.position(partition));
      } catch (NoOffsetForPartitionException e) {
        consumer.seekToBeginning(e.partitions()); // assigned since the last poll
        positions.put(partition, consumer.position(partition));
      }
    }
    return positions;
  }

  /** Where every partition ends now. */
  Map<TopicPartition, Long> ends() {
    return consumer.endOffsets(consumer.assignment());
  }

  void commit(Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> commit = new HashMap<>();
    offsets.forEach((partition, offset) -> commit.put(partition, new OffsetAndMetadata(offset)));
    consumer.commitSync(commit);
  }

  /**
   * What the next polls bring; polling goes on in any case, so that the group knows that we live.
   *
   * @param messages whether any
   * @param runsOnly whether starts and ends of runs only
   */
  void take(boolean messages, boolean runsOnly) {
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      boolean wanted = messages && !(runsOnly && !partition.topic().equals(Topics.RUNS));
      (wanted ? resume : pause).add(partition);
    }
    consumer.pause(pause);
    consumer.resume(resume);
  }
}
