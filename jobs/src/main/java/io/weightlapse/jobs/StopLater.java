// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C where the work may end by itself, if that is soon; else it is cancelled. */
public final class StopLater implements AutoCloseable {
  private final long seconds;
  private final Runnable cancel;
  private final CountDownLatch over = new CountDownLatch(1);

  /** Nothing happens before {@link #begin}. */
  public StopLater(long seconds, Runnable cancel) {
    this.seconds = seconds;
    this.cancel = cancel;
  }

  /** Cancels the work after some seconds, on a thread that holds nothing up. */
  public void begin() {
    Thread thread = new Thread(this::await, "weightlapse-stop-later");
    thread.setDaemon(true);
    thread.start();
  }

  private void await() {
    try {
      if (!over.await(seconds, TimeUnit.SECONDS)) {
        cancel.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended: nothing is cancelled any more. */
  @Override
  public void close() {
    over.countDown();
  }
}
