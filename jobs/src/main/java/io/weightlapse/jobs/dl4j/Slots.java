// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks Spark can run at once: each worker needs a slot of its own. */
final class Slots {
  private static final long PATIENCE_SECONDS = 30;

  private Slots() {}

  /** Slots there are now; executors of a cluster come one after the other. */
  static int now(JavaSparkContext spark) {
    SparkContext context = spark.sc();
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /**
   * The number of workers asked for, or as many as there are slots.
   *
   * @param wanted 0 for all slots
   * @throws UserException if there are fewer slots, some time after Spark's start
   */
  static int workers(JavaSparkContext spark, int wanted) {
    int slots = await(spark, Math.max(1, wanted));
    if (slots < Math.max(1, wanted)) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "--workers must be at most %d, the slots that %s has: was %d",
              slots,
              spark.master(),
              wanted),
          1,
          null);
    }
    return wanted == 0 ? slots : wanted;
  }

  private static int await(JavaSparkContext spark, int enough) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    int slots = now(spark);
    while (slots < enough && !spark.sc().isLocal() && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserException("interrupted while waiting for executors", 1, e);
      }
      slots = now(spark);
    }
    return slots;
  }
}
