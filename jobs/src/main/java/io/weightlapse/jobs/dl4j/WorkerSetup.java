// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.Serializable;

/**
 * What the workers of a run need all the time.
 *
 * @param manifest the run
 * @param home where its history goes
 * @param kafka where its events go besides; null for nowhere
 * @param data where executors find data sets
 * @param options how kernels run
 * @param engine FUSED or DL4J
 * @param workers how many there are
 * @param firstRound the first one of this job: later than 0 where a run is resumed, -1 where a
 *     round was begun before
 */
record WorkerSetup(
    RunManifest manifest,
    String home,
    KafkaSettings kafka,
    DataFolder data,
    TrainingOptions options,
    Engine engine,
    int workers,
    int firstRound)
    implements Serializable {
  /** The same for a job that may find events of the round that it begins with. */
  WorkerSetup again() {
    return new WorkerSetup(manifest, home, kafka, data, options, engine, workers, -1);
  }

  String run() {
    return manifest.run();
  }

  Experiment experiment() {
    return manifest.experiment();
  }
}
