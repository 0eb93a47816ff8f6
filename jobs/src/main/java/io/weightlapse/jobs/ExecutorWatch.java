// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.Output;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;

/**
 * Says when a cluster gives a job no executor. Spark waits for one for ever, which is right on a
 * busy cluster and looks like a hanging job on one whose workers are too small.
 */
final class ExecutorWatch implements AutoCloseable {
  static final long PATIENCE_SECONDS = 20;

  private final SparkContext spark;
  private final SparkConf conf;
  private final Output out;
  private final long seconds;
  private final CountDownLatch over = new CountDownLatch(1);
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onExecutorAdded(SparkListenerExecutorAdded added) {
          over.countDown();
        }
      };

  /** Watches a context until it is closed. */
  ExecutorWatch(SparkContext spark, Output out, long seconds) {
    this.spark = spark;
    this.conf = spark.conf();
    this.out = out;
    this.seconds = seconds;
    if (!spark.isLocal()) {
      spark.addSparkListener(listener);
      Thread thread = new Thread(this::watch, "weightlapse-executors");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void watch() {
    try {
      // the listener may have come after the first executor; the driver itself counts as one
      if (!over.await(seconds, TimeUnit.SECONDS) && spark.getExecutorMemoryStatus().size() <= 1) {
        out.error(
            "weightlapse: no executor after "
                + seconds
                + " s: "
                + conf.get("spark.master")
                + " has no room for one with "
                + wanted()
                + "; still waiting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What an executor asks for. */
  private String wanted() {
    String cores = conf.get("spark.executor.cores", "");
    String gpus = conf.get("spark.executor.resource.gpu.amount", "");
    return (cores.isEmpty() ? "" : cores + " cores, ")
        + conf.get("spark.executor.memory", "1g")
        + " memory"
        + (gpus.isEmpty() ? "" : " and " + gpus + " GPUs");
  }

  @Override
  public void close() {
    over.countDown();
  }
}
