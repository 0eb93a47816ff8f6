// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * Batches on their way from the thread that reads and decodes to the one that writes: few, in
 * order. Each begins where the one before it ends, so when one cannot be stored because another
 * sink has moved on, those behind it go, too, and their partitions are asked for again.
 */
final class BatchQueue {
  /** Waiting ones, besides the one that is being written. */
  private static final int MOST = 2;

  private final Deque<SinkBatch> waiting = new ArrayDeque<>();
  private final Set<TopicPartition> dropped = new HashSet<>(); // of what is being written
  private final Set<TopicPartition> overtaken = new HashSet<>();
  private SinkBatch writing;
  private boolean inTransaction;
  private boolean closed;

  /** Waits for room; returns whether there is some. */
  synchronized boolean awaitRoom(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (waiting.size() >= MOST && !closed) {
      if (!pause(deadline)) {
        return false;
      }
    }
    return waiting.size() < MOST;
  }

  /** Adds a batch, also beyond the bound; it is given up where partitions are to be asked for. */
  synchronized void put(SinkBatch batch) {
    if (overtaken.isEmpty()) {
      waiting.add(batch);
    } else {
      overtaken.addAll(batch.partitions());
    }
    notifyAll();
  }

  /**
   * The batch to write: the one that {@link #failed}, else the next one; null where none comes in
   * that time. {@link #committed}, {@link #failed} or {@link #overtaken} must follow.
   */
  synchronized SinkBatch take(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (writing == null && waiting.isEmpty() && !closed) {
      if (!pause(deadline)) {
        return null;
      }
    }
    if (closed) {
      return null;
    }
    if (writing == null) {
      writing = waiting.remove();
      notifyAll();
    }
    inTransaction = true;
    return writing;
  }

  /** It is stored; returns the partitions of it that are not this sink's any more. */
  synchronized Set<TopicPartition> committed() {
    Set<TopicPartition> gone = Set.copyOf(dropped);
    over();
    return gone;
  }

  /** Nothing of it is stored: it is to be written again, without what was dropped meanwhile. */
  synchronized void failed() {
    writing.drop(dropped);
    SinkBatch again = writing.isEmpty() ? null : writing;
    over();
    writing = again;
  }

  /** Nothing of it is stored, nor will be: another sink has moved on. */
  synchronized void overtaken() {
    overtaken.addAll(writing.partitions());
    overtaken.removeAll(dropped);
    waiting.forEach(b -> overtaken.addAll(b.partitions()));
    waiting.clear();
    over();
  }

  private void over() {
    writing = null;
    inTransaction = false;
    dropped.clear();
    notifyAll();
  }

  /** Partitions whose places must be asked for again; batches are taken again from now on. */
  synchronized Set<TopicPartition> takeOvertaken() {
    Set<TopicPartition> all = Set.copyOf(overtaken);
    overtaken.clear();
    return all;
  }

  /**
   * These partitions are another sink's now. Waits so long for a transaction that is under way: its
   * rows had better be there before the other sink asks where to go on. If it lasts longer, the
   * other one finds out (see {@link SinkOffsets}).
   */
  synchronized void drop(Collection<TopicPartition> partitions, Duration most)
      throws InterruptedException {
    waiting.forEach(b -> b.drop(partitions));
    waiting.removeIf(SinkBatch::isEmpty);
    overtaken.removeAll(partitions);
    long deadline = System.nanoTime() + most.toNanos();
    while (inTransaction && !closed && pause(deadline)) {
      // until it is over
    }
    if (inTransaction) {
      dropped.addAll(partitions);
    } else if (writing != null) {
      writing.drop(partitions);
      writing = writing.isEmpty() ? null : writing;
    }
    notifyAll();
  }

  /** Nothing is taken from it any more. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Waits so long, unless it is closed before. */
  synchronized void awaitClose(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    while (!closed && pause(deadline)) {
      // until the time is over
    }
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Waits for a change; returns false once the time is over. */
  private boolean pause(long deadline) throws InterruptedException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    TimeUnit.NANOSECONDS.timedWait(this, left);
    return true;
  }
}
