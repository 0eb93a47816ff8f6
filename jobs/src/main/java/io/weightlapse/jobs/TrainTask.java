// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.LongAccumulator;

/**
 * Trains one run, whole, in one Spark task. A retried task begins again and replaces what the first
 * attempt wrote.
 */
final class TrainTask implements Function<RunManifest, TrainTask.Outcome> {
  private static final long serialVersionUID = 1L;

  /** What a task reports. */
  record Outcome(TrainingResult result, KafkaReport kafka) implements Serializable {}

  private static final long FLUSH_NANOS = 2_000_000_000L;

  private final String home;
  private final KafkaSettings kafka; // null without Kafka
  private final LongAccumulator steps;

  TrainTask(String home, KafkaSettings kafka, LongAccumulator steps) {
    this.home = home;
    this.kafka = kafka;
    this.steps = steps;
  }

  @Override
  public Outcome call(RunManifest manifest) throws IOException {
    FanOutSink sink =
        new FanOutSink(new HistorySink(Home.open(home), manifest.run(), "train"), kafka);
    try {
      Clock clock = Clock.systemUTC();
      sink.publish(new RunStarted(manifest, clock.instant()));
      Training training =
          new Training(
              manifest,
              ExecutorData.of(manifest.experiment()),
              sink,
              new Watch(sink)::advanced,
              clock);
      TrainingResult result = training.run();
      sink.publish(
          new RunEnded(
              manifest.run(), clock.instant(), result.state(), result.steps(), result.message()));
      sink.close();
      return new Outcome(result, sink.report());
    } catch (IOException | RuntimeException | Error e) {
      abort(sink, e);
      throw e;
    }
  }

  /** Counts steps, asks whether to go on, and lets others read what is trained so far. */
  private final class Watch {
    private final FanOutSink sink;
    private long flushed = System.nanoTime();

    Watch(FanOutSink sink) {
      this.sink = sink;
    }

    boolean advanced(long newSteps) {
      steps.add(newSteps);
      if (System.nanoTime() - flushed > FLUSH_NANOS) {
        try {
          sink.flushHistory();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        flushed = System.nanoTime();
      }
      TaskContext context = TaskContext.get();
      return !StopSignal.requested() && (context == null || !context.isInterrupted());
    }
  }

  private static void abort(FanOutSink sink, Throwable cause) {
    try {
      sink.abort();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
