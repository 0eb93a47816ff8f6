// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.experiment.Experiment;
import java.util.Optional;

/**
 * The samples of an experiment.
 *
 * @param train what is trained on
 * @param validation what is measured after each epoch, if kept apart
 * @param test what is measured after each epoch, if there is any
 */
public record TrainingData(Dataset train, Optional<Dataset> validation, Optional<Dataset> test) {
  /** Training samples alone. */
  public TrainingData(Dataset train) {
    this(train, Optional.empty(), Optional.empty());
  }

  /** Loads all splits. */
  public static TrainingData load(Experiment experiment, DataFolder folder) {
    return new TrainingData(
        DataSets.load(experiment, Split.TRAIN, folder).orElseThrow(),
        DataSets.load(experiment, Split.VALIDATION, folder),
        DataSets.load(experiment, Split.TEST, folder));
  }
}
