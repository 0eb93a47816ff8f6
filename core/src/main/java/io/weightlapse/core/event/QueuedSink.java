// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.util.Checks;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;

/**
 * A thread that writes for another: events and work wait in a queue of bounded size, so that a
 * training goes on while its snapshots are stored. Where the queue is full the training waits;
 * nothing is dropped. The first error of the thread ends it, and is thrown at the next call.
 *
 * <p>One thread publishes. The target belongs to this sink's thread, but after {@link #flush},
 * until the next event.
 */
public final class QueuedSink implements EventSink {
  /** Bytes of values that may wait unless said otherwise. */
  public static final long BYTES = 64L << 20;

  private static final long EVENT = 256; // what an event without values takes, about

  /** Something to do on the writing thread. */
  @FunctionalInterface
  public interface Work {
    /** Publishes what there is to publish. */
    void into(EventSink target) throws IOException;
  }

  private static final LongAdder ALL = new LongAdder(); // bytes in all queues of this process

  private record Item(long bytes, Work work) {}

  private final EventSink target;
  private final long capacity;
  private final Thread thread;
  private final Queue<Item> queue = new ArrayDeque<>();
  private long waiting; // bytes in the queue and in hand
  private boolean ending;
  private Throwable failure;

  /** A queue before that sink, of {@link #BYTES}. */
  public QueuedSink(EventSink target) {
    this(target, BYTES);
  }

  /**
   * A queue before that sink.
   *
   * @param capacity bytes that may wait; a larger event waits alone
   */
  public QueuedSink(EventSink target, long capacity) {
    Checks.require(capacity > 0, "capacity must be > 0: was %d", capacity);
    this.target = target;
    this.capacity = capacity;
    this.thread = new Thread(this::work, "weightlapse-writer");
    thread.setDaemon(true);
    thread.start();
  }

  /** Bytes that wait in all queues of this process. */
  public static long waitingBytes() {
    return ALL.sum();
  }

  @Override
  public void publish(Event event) throws IOException {
    long bytes = event instanceof Snapshot s ? 4L * s.values().length : 0;
    submit(bytes, sink -> sink.publish(event));
  }

  /** Does work on the writing thread, after what was submitted before. */
  public synchronized void submit(long bytes, Work work) throws IOException {
    long size = bytes + EVENT;
    awaitAtMost(Math.max(0, capacity - size));
    throwFailure();
    Checks.require(!ending, "the writing thread has ended");
    queue.add(new Item(size, work));
    waiting += size;
    ALL.add(size);
    notifyAll();
  }

  /** Returns when the target has flushed all that was submitted. */
  @Override
  public synchronized void flush() throws IOException {
    submit(0, EventSink::flush);
    drain();
  }

  /** Returns when everything submitted was handed to the target. */
  public synchronized void drain() throws IOException {
    awaitAtMost(0);
    throwFailure();
  }

  private synchronized void awaitAtMost(long bytes) throws InterruptedIOException {
    try {
      while (failure == null && waiting > bytes) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while writing");
    }
  }

  private void throwFailure() throws IOException {
    if (failure instanceof IOException e) {
      throw new IOException(e.getMessage(), e); // with this thread's trace
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  private void work() {
    try {
      for (Item item = next(); item != null; item = next()) {
        item.work().into(target);
        done(item);
      }
    } catch (Throwable e) { // reaches the training's thread
      fail(e);
    }
  }

  private synchronized Item next() {
    while (queue.isEmpty() && !ending) {
      try {
        wait();
      } catch (InterruptedException e) {
        return null; // nobody but close may end this thread
      }
    }
    return queue.poll();
  }

  private synchronized void done(Item item) {
    waiting -= item.bytes();
    ALL.add(-item.bytes());
    notifyAll();
  }

  private synchronized void fail(Throwable e) {
    failure = e;
    queue.clear();
    notifyAll();
  }

  /** Ends the thread when the queue is empty; the target stays open. */
  @Override
  public void close() throws IOException {
    end();
    synchronized (this) {
      throwFailure();
    }
  }

  /** Ends the thread without what is still in the queue; the target stays open. */
  @Override
  public void abort() {
    synchronized (this) {
      queue.clear();
    }
    end();
  }

  /** The thread has ended: what it left waits for nothing. */
  private synchronized void forget() {
    ALL.add(-waiting);
    waiting = 0;
  }

  private void end() {
    synchronized (this) {
      ending = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        forget();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the target must not be touched by two threads
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
