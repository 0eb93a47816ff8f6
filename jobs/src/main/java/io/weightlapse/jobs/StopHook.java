// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;

/**
 * Ends a job cleanly on Ctrl-C: asks its tasks to stop and waits for them, before Spark's own hook
 * takes the context away from under them. Hadoop's manager runs hooks one after the other, those
 * with the higher priority first.
 */
public final class StopHook implements AutoCloseable {
  private static final int BEFORE_SPARK = 100;
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  /** Guards the jobs of a context until it is closed. */
  public StopHook(SparkContext spark) {
    hook =
        new Thread(
            () -> {
              if (!StopSignal.request() && !spark.isLocal()) {
                spark.cancelAllJobs();
              }
              await();
            },
            "weightlapse-stop");
    ShutdownHookManager.get()
        .addShutdownHook(hook, BEFORE_SPARK, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void await() {
    try {
      if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("weightlapse: the job did not stop within " + PATIENCE_SECONDS + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    over.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
