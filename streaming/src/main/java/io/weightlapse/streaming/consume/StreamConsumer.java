// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.micrometer.core.instrument.MeterRegistry;
import io.weightlapse.streaming.view.Views;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Follows the runs on Kafka and draws their views: frames and animations under {@code
 * animations/<run>/}. After a crash at any moment a new consumer of the same group and home goes
 * on: frames are published whole, under names that say what they are, and the group's offsets stay
 * before whatever is not drawn yet. Consumers of a group share the runs ({@link
 * SharedRunsAssignor}).
 *
 * <p>Building does no I/O; {@link #start} starts a thread, {@link #check} says whether it lives,
 * {@link #close} ends it within seconds.
 */
public final class StreamConsumer implements Closeable {
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final Counters counters = new Counters();
  private final FrameWriter writer;
  private final StreamLoop loop;
  private final Thread thread;

  /**
   * A consumer of the views of {@link Views}. Where the settings name all of them, each run gets
   * those that say something about it; where they name some, it gets those.
   */
  public StreamConsumer(StreamSettings settings, RunEventLoader loader, StreamListener listener) {
    this(
        settings,
        loader,
        listener,
        settings.views().equals(Views.names()) ? Views::automatic : Views::create);
  }

  /** A consumer of other views. */
  public StreamConsumer(
      StreamSettings settings,
      RunEventLoader loader,
      StreamListener listener,
      ViewFactory factory) {
    StreamListener guarded = new GuardedListener(listener);
    this.writer = new FrameWriter(settings.drawers(), counters, guarded);
    RunDrawing drawing = new RunDrawing(settings, factory, guarded, counters, writer);
    RunBook book = new RunBook(settings, drawing, loader, guarded, counters);
    KafkaSource source = new KafkaSource(settings, counters, guarded);
    this.loop = new StreamLoop(source, book, writer, guarded);
    this.thread = new Thread(loop, "weightlapse-stream");
    thread.setDaemon(true);
  }

  /** Begins to follow; a broker that is not there yet is waited for. */
  public StreamConsumer start() {
    thread.start();
    return this;
  }

  /** Throws, in one line, if it has stopped by itself; what is tried again is no reason. */
  public void check() throws IOException {
    loop.check();
  }

  /** Registers its metrics; returns what brings those of single runs up to date. */
  public Runnable bind(MeterRegistry registry) {
    return StreamMeters.bind(registry, counters, writer);
  }

  /** What it has done so far. */
  public ConsumerStats stats() {
    return counters.stats();
  }

  /** Ends within seconds; what is drawn is committed. Closing twice is allowed. */
  @Override
  public void close() {
    loop.stop();
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    writer.close();
  }

  /** Waits until it has ended by itself or was closed. */
  boolean await(Duration timeout) throws InterruptedException {
    return loop.ended().await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
