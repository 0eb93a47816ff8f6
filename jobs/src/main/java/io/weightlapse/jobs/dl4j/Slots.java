// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.StopSignal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks Spark can run at once: each worker needs a slot of its own. */
final class Slots {
  private static final long PATIENCE_SECONDS = 60; // without another executor
  private static final long SETTLED_SECONDS = 3; // likewise, where all slots are wanted

  private Slots() {}

  /** Slots there are now; executors of a cluster come one after the other. */
  static int now(JavaSparkContext spark) {
    SparkContext context = spark.sc();
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /**
   * Fails where a run that is to go on began with more workers than there are slots.
   *
   * @throws UserException naming both numbers
   */
  static void requireForResume(JavaSparkContext spark, String run, int began) {
    int slots = await(spark, began);
    if (slots < began) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "run %s began with %d workers, each of which needs a slot: %s has %d",
              run,
              began,
              spark.master(),
              slots),
          1,
          null);
    }
  }

  /**
   * The number of workers asked for, or as many as there are slots.
   *
   * @param wanted 0 for all slots
   * @throws UserException if there are fewer slots, some time after Spark's start
   */
  static int workers(JavaSparkContext spark, int wanted) {
    int slots = await(spark, wanted);
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

  /**
   * Waits for so many slots, or, for all, until some have come and for a while no more do. For the
   * first one it waits as long as Spark does.
   */
  private static int await(JavaSparkContext spark, int wanted) {
    long since = System.nanoTime(); // there have been as many as now
    int slots = now(spark);
    while (!spark.sc().isLocal()
        && (slots == 0
            || (wanted == 0
                ? seconds(since) < SETTLED_SECONDS
                : slots < wanted && seconds(since) < PATIENCE_SECONDS))) {
      StopSignal.check();
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UserException("interrupted while waiting for executors", 1, e);
      }
      int before = slots;
      slots = now(spark);
      since = slots == before ? since : System.nanoTime();
    }
    return slots;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
