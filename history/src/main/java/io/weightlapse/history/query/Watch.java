// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stops a query that takes too long. */
final class Watch implements AutoCloseable {
  private final ScheduledExecutorService timer;
  private volatile boolean expired;

  /**
   * Begins to count.
   *
   * @param seconds until {@code stop} is called; 0 for never
   */
  Watch(long seconds, Runnable stop) {
    if (seconds == 0) {
      timer = null;
      return;
    }
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "weightlapse-query-timeout");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        timer.schedule(
            () -> {
              expired = true;
              stop.run();
            },
            seconds,
            TimeUnit.SECONDS);
  }

  /** Whether the time was up. */
  boolean expired() {
    return expired;
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
