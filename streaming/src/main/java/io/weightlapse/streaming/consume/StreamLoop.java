// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;

/** The thread of a {@link StreamConsumer}: polls, feeds, moves runs on, commits. */
final class StreamLoop implements Runnable, ConsumerRebalanceListener {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final KafkaSource source;
  private final RunBook book;
  private final FrameWriter writer;
  private final StreamListener listener;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean stopping;
  private volatile String failure = "";
  private Map<TopicPartition, Long> committed = Map.of();
  private long lastCommit = System.nanoTime();

  StreamLoop(KafkaSource source, RunBook book, FrameWriter writer, StreamListener listener) {
    this.source = source;
    this.book = book;
    this.writer = writer;
    this.listener = listener;
  }

  @Override
  public void run() {
    try {
      source.open(this);
      while (!stopping) {
        turn();
      }
      drainBriefly();
    } catch (IOException | RuntimeException e) {
      failure = "kafka: the consumer stopped: " + e;
      listener.problem(failure);
    } finally {
      writer.forget();
      source.release();
      ended.countDown();
    }
  }

  private void turn() throws IOException {
    try {
      for (Received received : source.poll(POLL)) {
        book.accept(received);
      }
      if (book.needsBarriers()) {
        book.barriers(source.ends());
      }
      Map<TopicPartition, Long> positions = source.positions();
      book.advance(positions);
      source.take(book.hasRoom(), book.holdsTooMany());
      if (System.nanoTime() - lastCommit >= COMMIT_NANOS) {
        commit(positions);
      }
    } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
      // The broker is away, or the group changes: the next turns try again, nothing is lost.
      lastCommit = System.nanoTime();
    }
  }

  private void commit(Map<TopicPartition, Long> positions) {
    lastCommit = System.nanoTime();
    Map<TopicPartition, Long> low = book.lowWater(positions);
    if (!low.isEmpty() && !low.equals(committed)) {
      source.commit(low);
      committed = low;
    }
  }

  /** Gives pictures that are being drawn a moment, so that a restart draws little again. */
  private void drainBriefly() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try {
      while (writer.outstanding() > 0 && System.nanoTime() < deadline) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      Map<TopicPartition, Long> positions = source.positions();
      book.advance(positions);
      commit(positions);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      // Not committed: read again next time.
    }
  }

  void stop() {
    stopping = true;
  }

  void check() throws IOException {
    if (!failure.isEmpty()) {
      throw new IOException(failure);
    }
    if (ended.getCount() == 0) {
      throw new IOException("kafka: the consumer is closed");
    }
  }

  CountDownLatch ended() {
    return ended;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

  /** Another consumer goes on: what is being drawn here must not be published. */
  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    if (!partitions.isEmpty() && !stopping) {
      book.forget(partitions);
      committed = Map.of();
    }
  }
}
