// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.EpochLine;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** Each run in one task, whole; the runs side by side. */
final class SingleTrainer implements Trainer {
  private static final long PATIENCE_SECONDS = 30;

  @Override
  public void check(JavaSparkContext spark, TrainRequest request) {
    // a run needs one slot, and a Spark without one does not start
  }

  @Override
  public int workers() {
    return 0;
  }

  @Override
  public void requireCheckpoint(Home home, String run) throws IOException {
    new HomeCheckpoints(home).load(run);
  }

  @Override
  public List<TrainOutcome> train(
      JavaSparkContext spark, TrainRequest request, KafkaSettings kafka, Output out)
      throws IOException {
    Home home = Home.open(request.home());
    List<String> runs = request.runs().stream().map(RunManifest::run).toList();
    StopFlag.lower(home, runs); // of a driver that died
    try (StopLater later = new StopLater(PATIENCE_SECONDS, () -> spark.sc().cancelAllJobs());
        StopSignal.Hearing stop = StopSignal.hear(() -> stop(spark, home, runs, later))) {
      return work(spark, request, kafka, out);
    } finally {
      StopFlag.lower(home, runs);
    }
  }

  /** Tasks of this process see the signal itself. */
  private static void stop(JavaSparkContext spark, Home home, List<String> runs, StopLater later) {
    if (!spark.sc().isLocal()) {
      StopFlag.raise(home, runs);
      later.begin(); // some may wait for an executor
    }
  }

  private static List<TrainOutcome> work(
      JavaSparkContext spark, TrainRequest request, KafkaSettings kafka, Output out) {
    LongAccumulator steps = spark.sc().longAccumulator("steps");
    boolean alone = request.runs().size() == 1;
    String label = alone ? "training" : request.runs().size() + " runs";
    CollectionAccumulator<EpochLine> table =
        alone ? spark.sc().collectionAccumulator("epochs") : null;
    EpochTable printed = alone ? new EpochTable(table, request.runs().get(0), out) : null;
    TrainTask task = new TrainTask(request.withoutRuns(), kafka, steps, table);
    return TaskProgress.during(
        spark,
        "training",
        steps,
        printed,
        out.progress(label, "steps", total(request)),
        () -> spark.parallelize(request.runs(), request.runs().size()).map(task).collect());
  }

  private static long total(TrainRequest request) {
    return request.runs().stream()
        .map(RunManifest::experiment)
        .mapToLong(e -> e.stepAtEndOf(e.training().epochs() - 1, e.data().rows()))
        .sum();
  }
}
