// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.training.Checkpoint;
import io.weightlapse.core.training.EpochLine;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Rewind;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.metrics.JobCounters;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * Trains one run, whole, in one Spark task. A retried task goes on from the last checkpoint of the
 * attempt before it; without one it begins again and replaces what that wrote.
 */
final class TrainTask implements Function<RunManifest, TrainOutcome> {
  private static final long serialVersionUID = 1L;

  private final TrainRequest request;
  private final KafkaSettings kafka; // null without Kafka
  private final LongAccumulator steps;
  private final CollectionAccumulator<EpochLine> table;

  TrainTask(
      TrainRequest request,
      KafkaSettings kafka,
      LongAccumulator steps,
      CollectionAccumulator<EpochLine> table) {
    this.request = request;
    this.kafka = kafka;
    this.steps = steps;
    this.table = table;
  }

  @Override
  public TrainOutcome call(RunManifest manifest) throws IOException {
    Home home = Home.open(request.home());
    ThisExecutor.requireRun(home, manifest.run());
    HomeCheckpoints checkpoints = new HomeCheckpoints(home);
    Optional<Checkpoint> from = from(checkpoints, manifest.run());
    if (from.isPresent()) {
      Rewind.to(home, manifest.run(), from.get().step());
    }
    // what was stored up to the checkpoint stays: a resumed run is another writer
    String writer = from.map(c -> Rewind.TRAIN + "-from-" + c.step()).orElse(Rewind.TRAIN);
    FanOutSink sink = new FanOutSink(new HistorySink(home, manifest.run(), writer), kafka);
    Clock clock = Clock.systemUTC();
    TrainingData data = ExecutorData.of(manifest, request.data());
    try (Training training =
        new Training(
            manifest,
            InitialWeights.of(home, manifest),
            data,
            sink,
            new Watch(data.train().rows(), new StopFlag(home, manifest.run())),
            request.options(),
            checkpoints,
            clock)) {
      sink.publish(new RunStarted(manifest, clock.instant()));
      from.ifPresent(training::resume);
      from.ifPresent(c -> steps.add(c.step()));
      TrainingResult result = training.run();
      sink.publish(
          new RunEnded(
              manifest.run(), clock.instant(), result.state(), result.steps(), result.message()));
      sink.close();
      return new TrainOutcome(result, sink.report());
    } catch (IOException | RuntimeException | Error e) {
      abort(sink, e);
      throw e;
    }
  }

  private Optional<Checkpoint> from(HomeCheckpoints checkpoints, String run) throws IOException {
    if (request.resume()) {
      return Optional.of(checkpoints.load(run));
    }
    TaskContext context = TaskContext.get();
    boolean retried =
        context != null && (context.attemptNumber() > 0 || context.stageAttemptNumber() > 0);
    return retried ? checkpoints.find(run) : Optional.empty();
  }

  /** Counts steps, passes epochs on, and asks whether to go on. */
  private final class Watch implements TrainingListener {
    private final int rows;
    private final StopFlag stop;

    Watch(int rows, StopFlag stop) {
      this.rows = rows;
      this.stop = stop;
    }

    @Override
    public boolean advanced(long newSteps) {
      steps.add(newSteps);
      JobCounters.steps(newSteps);
      TaskContext context = TaskContext.get();
      return !StopSignal.requested()
          && (context == null || !context.isInterrupted())
          && (ThisExecutor.name().isEmpty() || !stop.raised());
    }

    @Override
    public void epochEnded(EpochLine line) {
      JobCounters.samples(rows);
      if (table != null) {
        table.add(line);
      }
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
