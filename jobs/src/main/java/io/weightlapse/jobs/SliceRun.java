// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Runs the tasks of a slice and hands their results to the collector as they come, on a thread of
 * its own: Spark's threads must not wait for a disk or for Kafka.
 */
final class SliceRun {
  private static final List<SliceUnit.Result> END = new ArrayList<>();

  private final JavaSparkContext spark;
  private final SliceTask task;
  private final SliceCollector collector;
  private final FanOutSink sink;
  private final BlockingQueue<List<SliceUnit.Result>> queue = new LinkedBlockingQueue<>();
  private final String group = "slice-" + UUID.randomUUID();
  private volatile Throwable failure;

  SliceRun(JavaSparkContext spark, SliceTask task, SliceCollector collector, FanOutSink sink) {
    this.spark = spark;
    this.task = task;
    this.collector = collector;
    this.sink = sink;
  }

  void run(List<SliceUnit> units, int partitions) {
    Thread publisher = new Thread(this::publish, "weightlapse-slice");
    publisher.setDaemon(true);
    publisher.start();
    Throwable broken = null;
    try {
      if (!units.isEmpty()) {
        submit(units, partitions);
      }
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      broken = e;
    }
    queue.add(END);
    join(publisher);
    if (failure != null) {
      throw thrown(failure);
    }
    if (broken != null && !StopSignal.requested()) {
      throw thrown(broken);
    }
  }

  private void submit(List<SliceUnit> units, int partitions) {
    spark.setJobGroup(group, "surfaces", true);
    try {
      RDD<SliceUnit> rdd = spark.parallelize(units, partitions).rdd();
      ClassTag<List<SliceUnit.Result>> tag = scala.reflect.ClassTag$.MODULE$.apply(List.class);
      spark
          .sc()
          .runJob(
              rdd,
              task,
              new AbstractFunction2<Object, List<SliceUnit.Result>, BoxedUnit>() {
                @Override
                public BoxedUnit apply(Object partition, List<SliceUnit.Result> results) {
                  queue.add(results);
                  return BoxedUnit.UNIT;
                }
              },
              tag);
    } finally {
      spark.clearJobGroup();
    }
  }

  private void publish() {
    try {
      for (List<SliceUnit.Result> results = queue.take(); results != END; results = queue.take()) {
        for (SliceUnit.Result result : results) {
          collector.accept(result);
        }
      }
      sink.close();
    } catch (Exception | Error e) {
      failure = e;
      spark.sc().cancelJobGroup(group);
      try {
        sink.abort();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
    }
  }

  private static void join(Thread publisher) {
    boolean interrupted = false;
    while (true) {
      try {
        publisher.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // what is finished is stored first
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException thrown(Throwable e) {
    if (e instanceof IOException io) {
      return new UncheckedIOException(io);
    }
    return e instanceof RuntimeException r ? r : new UserException(Causes.line(e), 1, e);
  }
}
