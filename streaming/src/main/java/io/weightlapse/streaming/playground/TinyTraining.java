// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.playground;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.TrainingSpec;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.KernelState;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;

/**
 * A training that goes on epoch by epoch as it is told to: the same bits as {@link Training} of the
 * same experiment. Not thread-safe; has no threads.
 */
final class TinyTraining {
  private final Experiment experiment;
  private final TrainingData data;
  private TrainingSpec spec; // what the page has made of the experiment's
  private Kernel kernel;
  private Tally tally;
  private int epoch;
  private boolean diverged;

  TinyTraining(PlaygroundSettings settings) {
    this.experiment = settings.experiment(1);
    this.data = TrainingData.load(experiment, DataFolder.current());
    this.spec = experiment.training();
    reset();
  }

  Dataset train() {
    return data.train();
  }

  Dataset test() {
    return data.test().orElseThrow();
  }

  Experiment experiment() {
    return experiment;
  }

  /** Begins again. */
  void reset() {
    kernel = kernel(Training.initialParameters(experiment));
    tally = new Tally(kernel.parameters().length);
    epoch = 0;
    diverged = false;
  }

  private Kernel kernel(float[] parameters) {
    return Kernels.create(
        experiment.network(),
        spec.optimiser(),
        parameters,
        KernelOptions.batch(Math.min(spec.batch(), data.train().rows()))
            .withThreads(1)
            .withSeed(spec.seed()));
  }

  /** Goes on with other constants of the same optimiser. */
  void adjust(PlaygroundSettings settings) {
    KernelState state = kernel.state();
    spec = settings.experiment(1).training();
    kernel = kernel(kernel.parameters());
    kernel.restore(state);
  }

  /** One epoch; does nothing once the loss was not finite. */
  void epoch() {
    int rows = data.train().rows();
    int[] order = Training.order(spec, rows, epoch);
    tally.reset();
    for (int from = 0; from < rows && !diverged; from += spec.batch()) {
      kernel.step(data.train(), order, from, Math.min(rows, from + spec.batch()), tally);
      diverged = !Double.isFinite(tally.lossSum());
    }
    if (!diverged) {
      epoch++;
    }
  }

  int epochs() {
    return epoch;
  }

  /** Whether a minibatch's loss was not finite. */
  boolean diverged() {
    return diverged;
  }

  TrainedSoFar soFar() {
    return new TrainedSoFar(
        epoch,
        kernel.evaluate(train(), 0, train().rows()),
        kernel.evaluate(test(), 0, test().rows()),
        kernel.parameters().clone());
  }
}
