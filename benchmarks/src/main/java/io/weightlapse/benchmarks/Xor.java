// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The XOR experiment, as every benchmark of it begins. */
record Xor(Experiment experiment, Dataset data) {
  static Xor load() {
    Experiment experiment = ExperimentReader.builtIn("xor");
    return new Xor(experiment, DataSets.load(experiment));
  }

  /** A training that has not begun; publishes all that the experiment asks for. */
  Training training(EventSink sink) {
    RunManifest manifest =
        new RunManifest("xor-benchmark", experiment, Instant.EPOCH, data.hash(), Map.of());
    return new Training(
        manifest,
        new TrainingData(data),
        sink,
        TrainingListener.NONE,
        TrainingOptions.standard(),
        CheckpointStore.NONE,
        Clock.systemUTC());
  }
}
