// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.dl4j.DistributedTrainer;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;

/** A way to train runs on Spark. */
public interface Trainer {
  /**
   * Looks for what would stop the training, before anything of it is created.
   *
   * @throws io.weightlapse.core.util.UserException naming it
   */
  void check(JavaSparkContext spark, TrainRequest request) throws IOException;

  /** Workers beside each run's own model; 0 where one task trains it. After {@link #check}. */
  int workers();

  /**
   * Fails unless there is a checkpoint to resume a run from.
   *
   * @throws io.weightlapse.core.util.UserException if there is none
   */
  void requireCheckpoint(Home home, String run) throws IOException;

  /**
   * Trains the runs, which exist already.
   *
   * @param kafka where their events go besides the history; null for nowhere
   * @return what became of each, in order
   * @throws io.weightlapse.core.util.UserException if the work around the training fails
   */
  List<TrainOutcome> train(
      JavaSparkContext spark, TrainRequest request, KafkaSettings kafka, Output out)
      throws IOException;

  /** The way of a mode. DL4J's classes are loaded by the ways that need them only. */
  static Trainer of(Scaling scaling) {
    return scaling.mode() == TrainMode.SINGLE ? new SingleTrainer() : new DistributedTrainer();
  }
}
