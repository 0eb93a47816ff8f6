// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A few threads that work through the blocks of one phase after another; the caller is worker 0 and
 * works too. Phases last microseconds, so waiting threads spin before they park. Blocks go to
 * whoever is free: what a block computes must not depend on its worker.
 */
public final class Crew implements AutoCloseable {
  /** What to do with each block. */
  public interface Work {
    void block(int block, int worker);
  }

  private static final long SPIN_NANOS = 100_000;

  private final Helper[] helpers;
  private volatile Phase phase;
  private volatile boolean closed;

  /**
   * Starts the threads.
   *
   * @param threads workers, the caller counted
   */
  public Crew(int threads) {
    helpers = new Helper[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(i + 1);
      helpers[i].start();
    }
  }

  /** Number of workers, the caller counted. */
  public int size() {
    return helpers.length + 1;
  }

  /** Runs {@code work} for blocks 0 to {@code blocks - 1}, and returns when all are done. */
  public void run(int blocks, Work work) {
    if (blocks == 1 || helpers.length == 0) {
      for (int b = 0; b < blocks; b++) {
        work.block(b, 0);
      }
      return;
    }
    Phase now = new Phase(blocks, work);
    phase = now;
    for (int i = 0; i < Math.min(helpers.length, blocks - 1); i++) {
      if (helpers[i].parked) {
        LockSupport.unpark(helpers[i]);
      }
    }
    now.help(0);
    now.await();
    phase = null;
  }

  @Override
  public void close() {
    closed = true;
    for (Helper helper : helpers) {
      LockSupport.unpark(helper);
    }
  }

  private static final class Phase {
    private final int blocks;
    private final Work work;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Throwable failure;

    Phase(int blocks, Work work) {
      this.blocks = blocks;
      this.work = work;
    }

    void help(int worker) {
      for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
        try {
          work.block(b, worker);
        } catch (RuntimeException | Error e) {
          failure = e;
        } finally {
          done.incrementAndGet();
        }
      }
    }

    @SuppressWarnings("ThreadPriorityCheck") // yield: the helper waited for may need this core
    void await() {
      // a helper that lost its core in the middle of a block needs ours
      for (int spins = 0; done.get() < blocks; spins++) {
        if (spins < 10_000) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      if (failure instanceof Error e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
    }
  }

  private final class Helper extends Thread {
    private final int worker;
    private volatile boolean parked;

    Helper(int worker) {
      super("weightlapse-kernel-" + worker);
      this.worker = worker;
      setDaemon(true);
    }

    @Override
    public void run() {
      Phase seen = null;
      while (!closed) {
        Phase now = awaitOtherThan(seen);
        if (now != null) {
          now.help(worker);
        }
        seen = now;
      }
    }

    /** The next phase; null when closed, or when the last one has ended. */
    private Phase awaitOtherThan(Phase seen) {
      long until = System.nanoTime() + SPIN_NANOS;
      for (int spins = 1; !closed; spins++) {
        Phase now = phase;
        if (now != seen && now != null) {
          return now;
        }
        Thread.onSpinWait();
        if (spins % 64 == 0 && System.nanoTime() > until) {
          parked = true;
          now = phase; // published before this thread said that it parks?
          if ((now == seen || now == null) && !closed) {
            LockSupport.park(Crew.this);
          }
          parked = false;
          until = System.nanoTime() + SPIN_NANOS;
        }
      }
      return null;
    }
  }
}
