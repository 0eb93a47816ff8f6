// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.output.Output;
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

/** Trains runs on Spark, in the way that is asked for. */
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
    Trainer trainer = Trainer.of(request.scaling());
    trainer.check(spark, request);
    if (!request.resume()) { // which has most of it stored
      StoragePlan.announce(home, request, trainer.workers(), out);
    }
    KafkaGate gate = new KafkaGate(Optional.ofNullable(request.kafka()), out);
    List<RunManifest> begun = new ArrayList<>();
    List<TrainOutcome> outcomes;
    try {
      for (RunManifest manifest : request.runs()) {
        if (request.resume()) {
          trainer.requireCheckpoint(home, manifest.run()); // before the end goes
          runs.reopen(manifest.run());
        } else {
          runs.create(new RunStarted(manifest, manifest.created()));
        }
        begun.add(manifest);
        if (!request.resume()) {
          InitialWeights.store(home, manifest);
        }
      }
      outcomes = trainer.train(spark, request, gate.settings(), out);
    } catch (IOException | RuntimeException | Error e) { // of the driver too, such as a full disk
      markEnded(runs, begun, gate.settings(), e);
      throw e;
    }
    boolean alone = request.runs().size() == 1;
    if (outcomes.stream().anyMatch(TrainOutcome::scalar)) {
      out.error(
          "weightlapse: wide layers trained several times slower than they can: the JVMs of"
              + " executors run without --add-modules="
              + ExecutorFlags.VECTOR_MODULE);
    }
    List<TrainingResult> results = outcomes.stream().map(TrainOutcome::result).toList();
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
            .map(TrainOutcome::kafka)
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

  /** Runs whose tasks died are not left as if they still ran. */
  private static void markEnded(
      Runs runs, List<RunManifest> manifests, KafkaSettings kafka, Throwable why) {
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
