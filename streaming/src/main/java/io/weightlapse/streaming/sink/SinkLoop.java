// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.CorruptEventException;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Topics;
import io.weightlapse.streaming.consume.DeadLetters;
import io.weightlapse.streaming.consume.KafkaMessages;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The thread of a {@link PostgresSink}: what a poll brings becomes a transaction before the next
 * poll. While PostgreSQL is away the batch is kept, partitions are paused and polling goes on, so
 * that the group knows that we live.
 */
final class SinkLoop implements Runnable, ConsumerRebalanceListener {
  /** Snapshots have no rows. */
  static final List<String> TOPICS = List.of(Topics.RUNS, Topics.METRICS, Topics.SURFACES);

  private static final Duration POLL = Duration.ofMillis(100);
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);
  private static final long THIN_EVERY = TimeUnit.MINUTES.toNanos(10);

  private final SinkSettings settings;
  private final SinkCounters counters;
  private final SinkListener listener;
  private final DeadLetters deadLetters;
  private final PostgresWriter writer;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<TopicPartition, Long> at = new ConcurrentHashMap<>(); // in the database
  private final Set<TopicPartition> unplaced = new HashSet<>();
  private final Map<String, String> topicIds = new HashMap<>();
  private KafkaConsumer<byte[], byte[]> consumer;
  private Admin admin;
  private SinkBatch pending;
  private long pause; // nanoseconds; 0 while all is well
  private long tryAt = System.nanoTime();
  private long thinAt = System.nanoTime();
  private volatile boolean stopping;
  private volatile String failure = "";

  SinkLoop(SinkSettings settings, SinkCounters counters, SinkListener listener) {
    this.settings = settings;
    this.counters = counters;
    this.listener = listener;
    this.deadLetters = new DeadLetters(settings.home());
    this.writer = new PostgresWriter(settings.target(), counters);
  }

  @Override
  public void run() {
    try {
      open();
      while (!stopping) {
        turn();
      }
    } catch (RuntimeException e) {
      failure = "postgres: the sink stopped: " + settings.redact(String.valueOf(e.getMessage()));
      listener.problem(failure);
    } finally {
      release();
      ended.countDown();
    }
  }

  private void open() {
    Map<String, Object> p = new HashMap<>(settings.properties());
    p.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
    admin = Admin.create(p);
    consumer = new KafkaConsumer<>(settings.consumer());
    consumer.subscribe(TOPICS, this);
  }

  private void release() {
    if (consumer != null) {
      consumer.close(Duration.ofSeconds(2));
    }
    if (admin != null) {
      admin.close(Duration.ofSeconds(2));
    }
    writer.close();
    counters.lag.clear();
    counters.connected = false;
  }

  private void turn() {
    boolean waits = pending != null || !unplaced.isEmpty();
    try {
      poll(waits);
    } catch (OffsetOutOfRangeException e) {
      overtaken(e.offsetOutOfRangePartitions());
    } catch (RetriableException e) {
      return; // the broker is away
    }
    if (System.nanoTime() - tryAt < 0) {
      return;
    }
    try {
      if (!unplaced.isEmpty()) {
        place();
      }
      if (pending != null) {
        store();
      } else if (!settings.retention().equals(Retention.ALL) && System.nanoTime() - thinAt >= 0) {
        thin();
      }
      well();
    } catch (SQLException e) {
      counters.failed.increment();
      writer.close();
      ill(settings.target().line(e));
    } catch (ExecutionException | TimeoutException e) {
      ill("kafka does not tell of its topics: " + settings.redact(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
  }

  private void poll(boolean waits) {
    if (waits) {
      consumer.pause(consumer.assignment());
    }
    SinkBatch batch = new SinkBatch();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
      counters.messages.increment();
      try {
        batch.add(record, EventCodec.decode(KafkaMessages.of(record)));
      } catch (CorruptEventException e) {
        batch.pass(record);
        setAside(record, e.getMessage());
      }
    }
    if (!batch.isEmpty()) {
      pending = batch;
    }
    for (TopicPartition partition : consumer.assignment()) {
      consumer.currentLag(partition).ifPresent(lag -> counters.lag.put(partition, lag));
    }
  }

  /** Asks the database where new partitions go on. */
  private void place()
      throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    admin
        .describeTopics(unplaced.stream().map(TopicPartition::topic).distinct().toList())
        .allTopicNames()
        .get(10, TimeUnit.SECONDS)
        .forEach((topic, description) -> topicIds.put(topic, description.topicId().toString()));
    Map<TopicPartition, Long> found = new HashMap<>();
    for (TopicPartition p : unplaced) {
      SinkOffsets.Place place =
          new SinkOffsets.Place(topicIds.get(p.topic()), p.topic(), p.partition());
      found.put(p, SinkOffsets.read(writer.connection(), place));
    }
    writer.connection().commit();
    found.forEach(
        (p, offset) -> {
          at.put(p, offset);
          if (offset == SinkOffsets.NONE) {
            consumer.seekToBeginning(List.of(p));
          } else {
            consumer.seek(p, offset);
          }
        });
    unplaced.clear();
  }

  private void store() throws SQLException {
    SinkBatch batch = pending;
    long begin = System.nanoTime();
    PostgresWriter.Outcome outcome =
        writer.write(
            batch.events(),
            batch.moves(at, topicIds),
            (index, reason) -> setAside(batch.record(index), reason));
    pending = null;
    if (outcome == PostgresWriter.Outcome.OVERTAKEN) {
      counters.overtaken.increment();
      listener.problem("postgres: another sink has moved on: reading its offsets again");
      unplaced.addAll(batch.ends().keySet());
      writer.forget();
      return;
    }
    counters.committed.increment();
    at.putAll(batch.ends());
    listener.committed(Duration.ofNanos(System.nanoTime() - begin), batch.age(Instant.now()));
    Map<TopicPartition, OffsetAndMetadata> tell = new HashMap<>();
    batch.ends().forEach((partition, end) -> tell.put(partition, new OffsetAndMetadata(end)));
    consumer.commitAsync(tell, (offsets, e) -> {}); // for tools that show lag; nobody goes on there
  }

  /** One run, then messages again. A failure must not hold messages up: it is tried again later. */
  private void thin() {
    try {
      List<String> due = Thinner.due(writer.connection(), settings.retention());
      if (due.isEmpty()) {
        thinAt = System.nanoTime() + THIN_EVERY;
      } else {
        Thinner.thin(writer.connection(), due.get(0), settings.retention().every())
            .forEach(counters::removed);
      }
      writer.connection().commit();
    } catch (SQLException e) {
      thinAt = System.nanoTime() + THIN_EVERY;
      writer.close();
      listener.problem("postgres: old runs could not be thinned out: " + settings.target().line(e));
    }
  }

  private void well() {
    if (pause > 0) {
      listener.problem("postgres: " + settings.target() + " answers again");
    }
    pause = 0;
    counters.connected = true;
    if (pending == null && unplaced.isEmpty()) {
      consumer.resume(consumer.assignment());
    }
  }

  /** Said once, however long it lasts. */
  private void ill(String line) {
    if (pause == 0) {
      listener.problem("postgres: " + settings.target() + ": " + line + " (tried again)");
    }
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
    tryAt = System.nanoTime() + pause;
    counters.connected = false;
  }

  private void setAside(ConsumerRecord<byte[], byte[]> record, String reason) {
    counters.deadLetters.increment();
    try {
      deadLetters.add(record, reason);
    } catch (IOException e) { // a full disk is no reason to stop
      listener.problem("a message could not be kept: " + e);
    }
    listener.problem(
        record.topic() + "-" + record.partition() + " offset " + record.offset() + ": " + reason);
  }

  /** Kafka deleted what was not read yet: goes on, but not quietly. */
  private void overtaken(Map<TopicPartition, Long> wanted) {
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
    writer.forget();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    partitions.forEach(at::remove);
    partitions.forEach(counters.lag::remove);
    unplaced.removeAll(partitions);
    if (pending != null) {
      pending.drop(partitions);
      pending = pending.isEmpty() ? null : pending;
    }
  }

  /** The next offset of each partition that is this sink's: all before it is stored. */
  Map<TopicPartition, Long> stored() {
    return Map.copyOf(at);
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
