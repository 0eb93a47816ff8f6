// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.streaming.metrics.Meters;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Stores the events on Kafka as rows of PostgreSQL, once each: offsets lie in the database, and
 * change in the transaction that stores the rows. Several sinks of one group share the partitions.
 *
 * <p>Building does no I/O; {@link #start} makes the tables and starts a thread, {@link #check} says
 * whether it lives, {@link #close} ends it within seconds.
 */
public final class PostgresSink implements Closeable {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final SinkSettings settings;
  private final SinkCounters counters = new SinkCounters();
  private final SinkListener listener;
  private final SinkLoop loop;
  private final Thread thread;
  private volatile Timer transactions; // null without a registry
  private volatile Timer delays;

  /** A sink that is not running yet. */
  public PostgresSink(SinkSettings settings, SinkListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.loop = new SinkLoop(settings, counters, new Timed());
    this.thread = new Thread(loop, "weightlapse-postgres");
    thread.setDaemon(true);
  }

  /**
   * Makes the tables, and begins to follow.
   *
   * @throws io.weightlapse.core.util.UserException in one line, where there is no such server
   */
  public PostgresSink start() {
    Migrations.run(settings.target());
    thread.start();
    return this;
  }

  /** Throws, in one line, if it has stopped by itself; what is tried again is no reason. */
  public void check() throws IOException {
    loop.check();
  }

  /** Whether it lives, and PostgreSQL took what it was given last. */
  public boolean ready() {
    return thread.isAlive() && loop.connected();
  }

  /** What it has done so far. */
  public SinkStats stats() {
    return counters.stats();
  }

  /**
   * Waits until all that is on Kafka now is stored, by this sink alone.
   *
   * @return whether it is, within that time
   */
  public boolean drain(Duration timeout) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Map<TopicPartition, Long> ends = TopicEnds.of(settings, SinkLoop.TOPICS);
    while (true) {
      check();
      Map<TopicPartition, Long> stored = loop.stored();
      if (ends.entrySet().stream()
          .allMatch(
              e -> stored.getOrDefault(e.getKey(), SinkOffsets.NONE) >= nonEmpty(e.getValue()))) {
        return true;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** What must be stored of a partition with that end: of an empty one nothing. */
  private static long nonEmpty(long end) {
    return end == 0 ? SinkOffsets.NONE : end;
  }

  /** Registers its metrics. */
  public void bind(MeterRegistry registry) {
    transactions = Meters.timer(registry, PipelineMetrics.SINK_SECONDS);
    delays = Meters.timer(registry, PipelineMetrics.SINK_DELAY);
    Meters.counter(
        registry,
        PipelineMetrics.SINK_TRANSACTIONS,
        counters,
        c -> c.committed.sum(),
        "outcome",
        "committed");
    Meters.counter(
        registry,
        PipelineMetrics.SINK_TRANSACTIONS,
        counters,
        c -> c.failed.sum() + c.overtaken.sum(),
        "outcome",
        "failed");
    Meters.counter(registry, PipelineMetrics.SINK_DEAD_LETTERS, counters, c -> c.deadLetters.sum());
    Meters.gauge(registry, PipelineMetrics.SINK_CONNECTED, this, s -> s.ready() ? 1 : 0);
    for (Table table : SinkTables.ALL.stream().skip(2).toList()) { // runs is there three times
      Meters.counter(
          registry,
          PipelineMetrics.SINK_ROWS,
          counters,
          c -> Meters.sum(c.rows, table.name()),
          "table",
          table.name());
    }
    for (String table : Thinner.TABLES) {
      Meters.counter(
          registry,
          PipelineMetrics.SINK_REMOVED,
          counters,
          c -> Meters.sum(c.removed, table),
          "table",
          table);
    }
    for (String topic : SinkLoop.TOPICS) {
      Meters.gauge(
          registry,
          PipelineMetrics.SINK_LAG,
          counters,
          c -> Meters.lag(c.lag, topic),
          "topic",
          topic);
    }
  }

  /** Ends within seconds; what is not stored yet is read again next time. */
  @Override
  public void close() {
    loop.stop();
    try {
      if (thread.isAlive()) {
        loop.ended().await(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Passes on what the loop says, and measures it. */
  private final class Timed implements SinkListener {
    @Override
    public void committed(Duration duration, Duration delay) {
      if (transactions != null) {
        transactions.record(duration);
        if (!delay.isZero()) {
          delays.record(delay);
        }
      }
      listener.committed(duration, delay);
    }

    @Override
    public void problem(String line) {
      listener.problem(line);
    }
  }
}
