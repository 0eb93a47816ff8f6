// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What one thread says of a server that does not answer, and how long it waits between tries. */
final class Outage {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(5);

  private final PostgresTarget target;
  private final SinkListener listener;
  private long pause; // nanoseconds; 0 while all is well
  private long tryAt = System.nanoTime();
  private volatile boolean away;

  Outage(PostgresTarget target, SinkListener listener) {
    this.target = target;
    this.listener = listener;
  }

  /** Said once, however long it lasts. */
  void ill(String line) {
    if (!away) {
      listener.problem("postgres: " + target + ": " + line + " (tried again)");
    }
    away = true;
    pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
    tryAt = System.nanoTime() + pause;
  }

  void well() {
    if (away) {
      listener.problem("postgres: " + target + " answers again");
    }
    away = false;
    pause = 0;
  }

  boolean isAway() {
    return away;
  }

  /** How long until the next try; zero while all is well. */
  Duration left() {
    return pause == 0 ? Duration.ZERO : Duration.ofNanos(Math.max(0, tryAt - System.nanoTime()));
  }
}
