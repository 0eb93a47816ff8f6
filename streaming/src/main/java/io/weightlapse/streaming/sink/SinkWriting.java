// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * The thread that writes: a batch of the queue becomes a transaction. While PostgreSQL is away it
 * tries again, and the queue fills up. With nothing to do it thins out old runs.
 */
final class SinkWriting implements Runnable {
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final long THIN_EVERY = TimeUnit.MINUTES.toNanos(10);

  private final SinkSettings settings;
  private final SinkCounters counters;
  private final SinkListener listener;
  private final BatchQueue queue;
  private final SinkRejects rejects;
  private final Function<TopicPartition, SinkOffsets.Place> places;
  private final PostgresWriter writer;
  private final Outage outage;
  private final Map<TopicPartition, Long> stored = new ConcurrentHashMap<>();
  private long thinAt = System.nanoTime();
  private volatile RuntimeException failure;

  SinkWriting(
      SinkSettings settings,
      SinkCounters counters,
      SinkListener listener,
      BatchQueue queue,
      SinkRejects rejects,
      Function<TopicPartition, SinkOffsets.Place> places) {
    this.settings = settings;
    this.counters = counters;
    this.listener = listener;
    this.queue = queue;
    this.rejects = rejects;
    this.places = places;
    this.writer = new PostgresWriter(settings.target(), counters);
    this.outage = new Outage(settings.target(), listener);
  }

  @Override
  public void run() {
    try (writer) {
      while (!queue.isClosed()) {
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private void turn() throws InterruptedException {
    SinkBatch batch = queue.take(IDLE);
    if (batch == null) {
      if (!settings.retention().equals(Retention.ALL) && System.nanoTime() - thinAt >= 0) {
        thin();
      }
      return;
    }
    try {
      store(batch);
      outage.well();
    } catch (SQLException e) {
      queue.failed();
      counters.failed.increment();
      writer.close();
      outage.ill(settings.target().line(e));
      queue.awaitClose(outage.left());
    }
  }

  private void store(SinkBatch batch) throws SQLException {
    long begin = System.nanoTime();
    PostgresWriter.Outcome outcome =
        writer.write(
            batch.events(),
            batch.moves(places),
            (index, reason) -> rejects.setAside(batch.record(index), reason));
    if (outcome == PostgresWriter.Outcome.OVERTAKEN) {
      queue.overtaken();
      counters.overtaken.increment();
      listener.problem("postgres: another sink has moved on: reading its offsets again");
      writer.forget();
      return;
    }
    counters.committed.increment();
    stored.putAll(batch.ends());
    stored.keySet().removeAll(queue.committed());
    listener.committed(Duration.ofNanos(System.nanoTime() - begin), batch.age(Instant.now()));
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

  /** Other sinks may have had partitions meanwhile. */
  void forget() {
    writer.forget();
  }

  /** The next offset of each partition that is this sink's: all before it is stored. */
  Map<TopicPartition, Long> stored() {
    return stored;
  }

  /** Whether PostgreSQL did not take what it was given last. */
  boolean isAway() {
    return outage.isAway();
  }

  /** Throws what ended it. */
  void check() {
    if (failure != null) {
      throw failure;
    }
  }
}
