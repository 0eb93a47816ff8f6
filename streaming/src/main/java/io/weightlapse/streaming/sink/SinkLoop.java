// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.CorruptEventException;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Topics;
import io.weightlapse.streaming.consume.KafkaMessages;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The thread of a {@link PostgresSink} that reads and decodes: what a poll brings becomes a batch
 * of the queue, which {@link SinkWriting} empties. While the queue is full, partitions are paused
 * and polling goes on, so that the group knows that we live.
 */
final class SinkLoop implements Runnable, ConsumerRebalanceListener {
  /** Snapshots have no rows. */
  static final List<String> TOPICS = List.of(Topics.RUNS, Topics.METRICS, Topics.SURFACES);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration HANDOVER = Duration.ofSeconds(5);

  private final SinkSettings settings;
  private final SinkCounters counters;
  private final SinkListener listener;
  private final SinkRejects rejects;
  private final BatchQueue queue = new BatchQueue();
  private final Outage outage;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<TopicPartition, Long> next = new HashMap<>(); // where the next batch begins
  private final Map<TopicPartition, Long> told = new HashMap<>(); // to Kafka
  private final Set<TopicPartition> unplaced = new HashSet<>();
  private final SinkWriting writing;
  private final Thread writer;
  private SinkPlaces places;
  private KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean stopping;
  private volatile String failure = "";

  SinkLoop(SinkSettings settings, SinkCounters counters, SinkListener listener) {
    this.settings = settings;
    this.counters = counters;
    this.listener = listener;
    this.rejects = new SinkRejects(settings, counters, listener);
    this.outage = new Outage(settings.target(), listener);
    this.writing = new SinkWriting(settings, counters, listener, queue, rejects, p -> places.of(p));
    this.writer = new Thread(writing, "weightlapse-postgres-writer");
    writer.setDaemon(true);
  }

  @Override
  public void run() {
    try {
      places = new SinkPlaces(settings);
      consumer = new KafkaConsumer<>(settings.consumer());
      consumer.subscribe(TOPICS, this);
      writer.start();
      while (!stopping) {
        turn();
        writing.check();
      }
    } catch (RuntimeException e) {
      failure = "postgres: the sink stopped: " + settings.redact(String.valueOf(e.getMessage()));
      listener.problem(failure);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      release();
      ended.countDown();
    }
  }

  private void release() {
    queue.close();
    try {
      writer.join(HANDOVER.toMillis()); // before another sink gets the partitions
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (consumer != null) {
      consumer.close(Duration.ofSeconds(2));
    }
    if (places != null) {
      places.close();
    }
    counters.lag.clear();
  }

  private void turn() throws InterruptedException {
    boolean room = queue.awaitRoom(POLL);
    try {
      if (room) {
        resume();
        read(consumer.poll(POLL));
      } else {
        consumer.pause(consumer.assignment());
        read(consumer.poll(Duration.ZERO));
      }
    } catch (OffsetOutOfRangeException e) {
      deleted(e.offsetOutOfRangePartitions());
    } catch (RetriableException e) {
      return; // the broker is away
    }
    tell();
    unplaced.addAll(queue.takeOvertaken());
    unplaced.retainAll(consumer.assignment());
    if (!unplaced.isEmpty()) {
      consumer.pause(unplaced);
      place();
    }
  }

  private void resume() {
    Set<TopicPartition> placed = new HashSet<>(consumer.assignment());
    placed.removeAll(unplaced);
    consumer.resume(placed);
  }

  private void read(ConsumerRecords<byte[], byte[]> records) {
    SinkBatch batch = new SinkBatch();
    for (TopicPartition partition : records.partitions()) {
      long end = 0;
      for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
        counters.messages.increment();
        end = record.offset() + 1;
        try {
          batch.add(record, EventCodec.decode(KafkaMessages.of(record)));
        } catch (CorruptEventException e) {
          rejects.setAside(record, e.getMessage());
        }
      }
      batch.move(partition, next.put(partition, end), end);
    }
    if (!batch.isEmpty()) {
      queue.put(batch);
    }
    for (TopicPartition partition : consumer.assignment()) {
      consumer.currentLag(partition).ifPresent(lag -> counters.lag.put(partition, lag));
    }
  }

  /** Asks the database where new partitions go on. */
  private void place() throws InterruptedException {
    if (!outage.left().isZero()) {
      return;
    }
    try {
      places
          .ask(unplaced)
          .forEach(
              (partition, offset) -> {
                next.put(partition, offset);
                writing.stored().put(partition, offset);
                if (offset == SinkOffsets.NONE) {
                  consumer.seekToBeginning(List.of(partition));
                } else {
                  consumer.seek(partition, offset);
                }
              });
      unplaced.clear();
      outage.well();
    } catch (SQLException e) {
      outage.ill(settings.target().line(e));
    } catch (ExecutionException | TimeoutException e) {
      outage.ill(
          "kafka does not tell of its topics: " + settings.redact(String.valueOf(e.getMessage())));
    }
  }

  /** For tools that show lag; nobody goes on there. */
  private void tell() {
    Map<TopicPartition, OffsetAndMetadata> news = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long offset = writing.stored().getOrDefault(partition, SinkOffsets.NONE);
      if (offset >= 0 && !Long.valueOf(offset).equals(told.put(partition, offset))) {
        news.put(partition, new OffsetAndMetadata(offset));
      }
    }
    if (!news.isEmpty()) {
      consumer.commitAsync(news, (offsets, e) -> {});
    }
  }

  /** Kafka deleted what was not read yet: goes on, but not quietly. */
  private void deleted(Map<TopicPartition, Long> wanted) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(wanted.keySet());
    wanted.forEach(
        (partition, offset) -> {
          long begin = begins.get(partition);
          counters.lost.add(Math.max(0, begin - offset));
          listener.problem(
              partition + ": offsets " + offset + ".." + begin + " were deleted before being read");
          consumer.seek(partition, begin);
        });
  }

  /** A position that nothing is read from: {@link #place} says the right one. */
  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    partitions.forEach(p -> consumer.seek(p, 0));
    consumer.pause(partitions);
    unplaced.addAll(partitions);
    writing.forget();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    try {
      queue.drop(partitions, HANDOVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
    partitions.forEach(next::remove);
    partitions.forEach(told::remove);
    partitions.forEach(writing.stored()::remove);
    partitions.forEach(counters.lag::remove);
    unplaced.removeAll(partitions);
  }

  /** The next offset of each partition that is this sink's: all before it is stored. */
  Map<TopicPartition, Long> stored() {
    return Map.copyOf(writing.stored());
  }

  /** Whether the servers answered what they were asked last. */
  boolean connected() {
    return !outage.isAway() && !writing.isAway();
  }

  void stop() {
    stopping = true;
  }

  void check() throws IOException {
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
    if (ended.getCount() == 0) {
      throw new IOException("postgres: the sink is closed");
    }
  }

  CountDownLatch ended() {
    return ended;
  }
}
