// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.Progress;
import io.weightlapse.core.util.UserException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
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
final class TaskProgress extends SparkListener {
  private final SparkContext spark;
  private final LongAccumulator counter;
  private final EpochTable table; // null for work without one
  private final Progress bar;
  private final Map<Long, Long> running = new ConcurrentHashMap<>();

  private TaskProgress(
      SparkContext spark, LongAccumulator counter, EpochTable table, Progress bar) {
    this.spark = spark;
    this.table = table;
    this.counter = counter;
    this.bar = bar;
  }

  /**
   * Does Spark work under a bar.
   *
   * @param what for the message if it fails
   * @param table printed as it grows; null for none
   * @throws UserException if tasks fail; what Spark says around the reason is left out
   */
  static <T> T during(
      JavaSparkContext spark,
      String what,
      LongAccumulator counter,
      EpochTable table,
      Progress bar,
      Supplier<T> work) {
    TaskProgress progress = new TaskProgress(spark.sc(), counter, table, bar);
    spark.sc().addSparkListener(progress);
    try {
      return work.get();
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (e instanceof UserException user) {
        throw user;
      }
      throw new UserException(what + " failed: " + Causes.line(e), 1, e);
    } finally {
      progress.end();
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : JavaConverters.seqAsJavaList(update.accumUpdates())) {
      for (AccumulableInfo info : JavaConverters.seqAsJavaList(task._4())) {
        if (info.id() == counter.id() && info.update().isDefined()) {
          running.put((Long) task._1(), (Long) info.update().get());
        }
        if (table != null
            && info.id() == table.id()
            && info.update().isDefined()
            && info.update().get() instanceof List<?> lines) {
          table.show(lines);
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

  private void end() {
    spark.removeSparkListener(this);
    if (table != null) {
      table.end();
    }
    bar.at(counter.value());
    bar.close();
  }
}
