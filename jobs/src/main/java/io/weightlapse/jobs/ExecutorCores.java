// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import scala.collection.JavaConverters;

/** What an executor of a cluster has, as the driver sees it. */
final class ExecutorCores {
  private static final long PATIENCE_SECONDS = 30;

  private ExecutorCores() {}

  /**
   * Cores for each of some tasks that run side by side: what Spark gives a task, or more where
   * there are fewer tasks than slots. Waits a while for the first executor.
   */
  static int ofTask(SparkContext spark, int tasks) {
    int slot = spark.conf().getInt("spark.task.cpus", 1);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)
        && !StopSignal.requested()) {
      int least = Integer.MAX_VALUE;
      int slots = 0;
      for (ExecutorSummary e :
          JavaConverters.asJavaCollection(spark.statusStore().executorList(true))) {
        if (!e.id().equals("driver") && e.totalCores() > 0) {
          least = Math.min(least, e.totalCores());
          slots += e.totalCores() / slot;
        }
      }
      if (slots > 0) {
        return share(least, slots, slot, tasks);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return slot;
      }
    }
    return slot;
  }

  /**
   * An executor's cores, shared by the tasks that may meet in it.
   *
   * @param cores of the smallest executor
   * @param slots of all executors
   * @param slot cores that Spark counts for a task
   */
  static int share(int cores, int slots, int slot, int tasks) {
    int together = tasks == 1 ? 1 : Math.min(tasks, Math.max(1, cores / slot));
    return tasks >= slots ? slot : Math.max(slot, cores / together);
  }
}
