// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command that runs until Ctrl-C close what it opened: the signal releases {@link #await},
 * and the process ends when the command has called {@link #close}.
 */
final class Interrupt implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::signal, "weightlapse-interrupt");

  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void signal() {
    asked.countDown();
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for Ctrl-C. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Waits for Ctrl-C for a while; whether it came. */
  boolean await(long millis) throws InterruptedException {
    return asked.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Whether Ctrl-C came. */
  boolean asked() {
    return asked.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
