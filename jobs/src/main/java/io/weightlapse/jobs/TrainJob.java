// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.EpochLine;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.KafkaSink;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.CollectionAccumulator;
import org.apache.spark.util.LongAccumulator;

/** Trains runs as Spark tasks, one task a run, any number side by side. */
public final class TrainJob {
  private TrainJob() {}

  /** For spark-submit: {@code --class io.weightlapse.jobs.TrainJob weightlapse-jobs.jar xor}. */
  public static void main(String[] args) {
    System.exit(JobCommand.execute(new TrainCommand(), args));
  }

  /**
   * Trains the runs.
   *
   * @throws UserException if a run's id is taken, or the home cannot be written; nothing was
   *     trained then
   */
  public static JobReport run(JavaSparkContext spark, TrainRequest request, Output out)
      throws IOException {
    Home home = Home.open(request.home());
    home.check();
    Runs runs = new Runs(home);
    if (!request.resume()) {
      refuseTaken(runs, home, request.runs());
    }
    if (!request.resume()) { // which has most of it stored
      StoragePlan.announce(home, request, 0, out);
    }
    KafkaGate gate = new KafkaGate(Optional.ofNullable(request.kafka()), out);
    for (RunManifest manifest : request.runs()) {
      if (request.resume()) {
        new HomeCheckpoints(home).load(manifest.run()); // there must be one before the end goes
        runs.reopen(manifest.run());
      } else {
        runs.create(new RunStarted(manifest, manifest.created()));
        InitialWeights.store(home, manifest);
      }
    }
    LongAccumulator steps = spark.sc().longAccumulator("steps");
    String label = request.runs().size() == 1 ? "training" : request.runs().size() + " runs";
    boolean alone = request.runs().size() == 1;
    CollectionAccumulator<EpochLine> table =
        alone ? spark.sc().collectionAccumulator("epochs") : null;
    EpochTable printed = alone ? new EpochTable(table, request.runs().get(0), out) : null;
    TrainTask task = new TrainTask(request.withoutRuns(), gate.settings(), steps, table);
    List<TrainTask.Outcome> outcomes;
    try {
      outcomes =
          TaskProgress.during(
              spark,
              "training",
              steps,
              printed,
              out.progress(label, "steps", total(request)),
              () -> spark.parallelize(request.runs(), request.runs().size()).map(task).collect());
    } catch (UserException e) {
      markEnded(runs, request.runs(), gate.settings(), e);
      throw e;
    }
    if (outcomes.stream().anyMatch(TrainTask.Outcome::scalar)) {
      out.error(
          "weightlapse: wide layers trained several times slower than they can: the JVMs of"
              + " executors run without --add-modules="
              + ExecutorFlags.VECTOR_MODULE);
    }
    List<TrainingResult> results = outcomes.stream().map(TrainTask.Outcome::result).toList();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i).state() == RunState.FAILED) {
        out.error("weightlapse: " + results.get(i).run() + ": " + results.get(i).message());
      }
      out.line(line(request.runs().get(i).experiment(), results.get(i)));
    }
    if (alone && results.get(0).state() == RunState.DONE) {
      RecoveredWeights.print(home, request.runs().get(0), request.data(), out);
    }
    KafkaReport kafka =
        outcomes.stream()
            .map(TrainTask.Outcome::kafka)
            .reduce(new KafkaReport(0, 0, ""), KafkaReport::plus);
    return new JobReport(results, gate.report(kafka));
  }

  /** Fails if an id is taken or no id: said before anything is created. */
  static void refuseTaken(Runs runs, Home home, List<RunManifest> manifests) throws IOException {
    for (RunManifest manifest : manifests) {
      home.runFolder(manifest.run()); // fails if it is no id
      if (runs.exists(manifest.run())) {
        throw new UserException("run " + manifest.run() + " exists already in " + home);
      }
    }
  }

  private static long total(TrainRequest request) {
    return request.runs().stream()
        .map(RunManifest::experiment)
        .mapToLong(e -> e.stepAtEndOf(e.training().epochs() - 1, e.data().rows()))
        .sum();
  }

  /** Runs whose tasks died are not left as if they still ran. */
  private static void markEnded(
      Runs runs, List<RunManifest> manifests, KafkaSettings kafka, Exception why) {
    List<RunEnded> ends = new ArrayList<>();
    for (RunManifest m : manifests) {
      try {
        if (runs.ended(m.run()).isEmpty()) {
          RunState state = StopSignal.requested() ? RunState.STOPPED : RunState.FAILED;
          long steps = runs.info(m.run()).map(RunInfo::steps).orElse(0L);
          RunEnded end = new RunEnded(m.run(), Instant.now(), state, steps, Causes.line(why));
          runs.finish(end);
          ends.add(end);
        }
      } catch (IOException e) {
        why.addSuppressed(e);
      }
    }
    if (kafka != null && !ends.isEmpty()) {
      try (KafkaSink sink = new KafkaSink(kafka)) {
        ends.forEach(sink::publish);
      }
    }
  }

  private static String line(Experiment experiment, TrainingResult r) {
    List<String> parts = new ArrayList<>();
    parts.add(String.format(Locale.ROOT, "%,d steps", r.steps()));
    parts.add(String.format(Locale.ROOT, "%d epochs in %.2f s", r.epochs(), r.seconds()));
    parts.add(String.format(Locale.ROOT, "loss %.6g", r.loss()));
    if (experiment.data().classifies()) {
      parts.add(String.format(Locale.ROOT, "accuracy %.1f %%", 100 * r.accuracy()));
    }
    return r.run()
        + " "
        + (r.state() == RunState.DONE ? "trained" : r.state().label())
        + ": "
        + String.join(", ", parts)
        + (r.state() == RunState.STOPPED
            ? " of " + experiment.training().epochs() + " epochs"
            : "");
  }
}
