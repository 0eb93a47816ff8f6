// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import io.weightlapse.jobs.metrics.JobCounters;
import java.util.concurrent.TimeUnit;

/**
 * Counts events on their way. A broker that is gone must cost training seconds, not hours: after an
 * event timed out, others are given up at once until the broker acknowledges something or a pause
 * is over.
 */
final class Deliveries {
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(20);

  private long delivered;
  private long failed;
  private long inFlight;
  private String firstError = "";
  private long progress = System.nanoTime();
  private boolean down;
  private long downSince;

  /** Whether to try at all. */
  synchronized boolean admits() {
    if (down && System.nanoTime() - downSince > PAUSE) {
      down = false;
    }
    return !down;
  }

  synchronized void began() {
    inFlight++;
    progress = System.nanoTime();
  }

  synchronized void ended(String error) {
    inFlight--;
    progress = System.nanoTime();
    if (error == null) {
      delivered++;
      down = false;
    } else {
      fail(error);
    }
    notifyAll();
  }

  synchronized void refused(String error) {
    fail(error);
  }

  synchronized void wentDown() {
    down = true;
    downSince = System.nanoTime();
  }

  /** Whether all ended before {@code stallNanos} passed without any of them ending. */
  synchronized boolean await(long stallNanos) throws InterruptedException {
    long start = System.nanoTime();
    while (inFlight > 0) {
      long since = Math.max(start, progress);
      long left = stallNanos - (System.nanoTime() - since);
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
    }
    return true;
  }

  /** What is still on its way counts as failed: nobody has acknowledged it. */
  synchronized KafkaReport report(String pending) {
    String error = firstError.isEmpty() && inFlight > 0 ? pending : firstError;
    return new KafkaReport(delivered, failed + inFlight, error);
  }

  private void fail(String error) {
    failed++;
    JobCounters.drop();
    if (firstError.isEmpty()) {
      firstError = error;
    }
  }
}
