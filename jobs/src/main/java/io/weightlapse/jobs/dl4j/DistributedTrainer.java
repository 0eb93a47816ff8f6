// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.TrainMode;
import io.weightlapse.jobs.TrainOutcome;
import io.weightlapse.jobs.TrainRequest;
import io.weightlapse.jobs.Trainer;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;

/** Each run over all workers; the runs one after the other. */
public final class DistributedTrainer implements Trainer {
  private final Faults faults;
  private int workers; // 0 until the slots are known

  /** A trainer. */
  public DistributedTrainer() {
    this(Faults.NONE);
  }

  DistributedTrainer(Faults faults) {
    this.faults = faults;
  }

  @Override
  public void check(JavaSparkContext spark, TrainRequest request) {
    if (request.scaling().mode() == TrainMode.SHARING) {
      SharingMaster.check(spark, request.scaling().sharing());
    }
    if (request.resume()) {
      Slots.requireForResume(spark, request.runs().get(0).run(), request.scaling().workers());
    }
    workers = Slots.workers(spark, request.scaling().workers());
    for (RunManifest manifest : request.runs()) {
      check(manifest.experiment(), request.scaling().withWorkers(workers));
    }
  }

  /**
   * Fails if an experiment cannot be trained so.
   *
   * @throws UserException naming what stands against it
   */
  public static void check(Experiment experiment, Scaling scaling) {
    Supported.require(experiment.network());
    int minibatches = experiment.training().stepsPerEpoch(experiment.data().rows());
    if (scaling.workers() > minibatches) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "--workers must be at most %d, the minibatches of an epoch: was %d",
              minibatches,
              scaling.workers()));
    }
  }

  @Override
  public int workers() {
    return workers;
  }

  @Override
  public void requireCheckpoint(Home home, String run) throws IOException {
    if (RoundIndex.find(home, run).isEmpty()) {
      throw new UserException("run " + run + " has no checkpoint to resume from");
    }
  }

  @Override
  public List<TrainOutcome> train(
      JavaSparkContext spark, TrainRequest request, KafkaSettings kafka, Output out)
      throws IOException {
    if (workers == 0) { // as checked: executors may have come since
      workers = Slots.workers(spark, request.scaling().workers());
    }
    TrainRequest sized = request.withScaling(request.scaling().withWorkers(workers));
    List<TrainOutcome> outcomes = new ArrayList<>();
    for (RunManifest manifest : request.runs()) {
      try (DistributedRun run = new DistributedRun(spark, sized, manifest, kafka, out, faults)) {
        outcomes.add(run.train());
      }
    }
    return outcomes;
  }
}
