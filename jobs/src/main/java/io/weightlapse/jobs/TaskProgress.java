// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.Progress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.util.LongAccumulator;
import scala.collection.JavaConverters;

/**
 * Feeds a progress bar from an accumulator, also while tasks run: executors report their
 * accumulators with every heartbeat.
 */
final class TaskProgress extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final LongAccumulator counter;
  private final Progress bar;
  private final Map<Long, Long> running = new ConcurrentHashMap<>();

  TaskProgress(SparkContext spark, LongAccumulator counter, Progress bar) {
    this.spark = spark;
    this.counter = counter;
    this.bar = bar;
    spark.addSparkListener(this);
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : JavaConverters.seqAsJavaList(update.accumUpdates())) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
        if (info.id() == counter.id() && info.update().isDefined()) {
          running.put((Long) task._1(), (Long) info.update().get());
        }
      }
    }
    show();
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    running.remove(end.taskInfo().taskId());
    show();
  }

  private void show() {
    bar.at(counter.value() + running.values().stream().mapToLong(Long::longValue).sum());
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
    bar.at(counter.value());
    bar.close();
  }
}
