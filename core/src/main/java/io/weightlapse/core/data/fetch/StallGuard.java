// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Closes a stream that has brought nothing for too long, so that its reader wakes up. */
final class StallGuard implements AutoCloseable {
  private final Timer timer = new Timer("weightlapse-stall-guard", true);
  private final Duration limit;
  private volatile long last = System.nanoTime();
  private volatile boolean stalled;

  StallGuard(InputStream in, Duration limit) {
    this.limit = limit;
    long period = Math.max(1, limit.toMillis() / 4);
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            if (System.nanoTime() - last > limit.toNanos()) {
              stalled = true;
              quietly(in);
            }
          }
        },
        period,
        period);
  }

  private static void quietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // its reader learns of it
    }
  }

  /** Something has come. */
  void alive() {
    last = System.nanoTime();
  }

  /** Says a failure, or what stands behind it if the stream was closed here. */
  IOException explain(IOException e) {
    return stalled ? new IOException("nothing came for " + limit.toMillis() + " ms", e) : e;
  }

  @Override
  public void close() {
    timer.cancel();
  }
}
