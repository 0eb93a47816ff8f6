// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.Serializable;
import java.util.List;

/**
 * What a {@link TrainJob} is to do.
 *
 * @param runs the runs, trained side by side
 * @param home where their history goes
 * @param kafka where their events go, besides; null for nowhere
 * @param data where executors find data sets
 * @param options how the trainings run
 * @param resume whether the runs go on from their checkpoints
 * @param scaling how each run uses executors
 */
public record TrainRequest(
    List<RunManifest> runs,
    String home,
    KafkaSettings kafka,
    DataFolder data,
    TrainingOptions options,
    boolean resume,
    Scaling scaling)
    implements Serializable {
  /** The runs travel as rows of an RDD; tasks need the rest. */
  TrainRequest withoutRuns() {
    return new TrainRequest(List.of(), home, kafka, data, options, resume, scaling);
  }

  /** The same, spread so. */
  public TrainRequest withScaling(Scaling newScaling) {
    return new TrainRequest(runs, home, kafka, data, options, resume, newScaling);
  }
}
