// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.TrainingSpec;

/** The same experiment from another seed. */
final class Seeds {
  private Seeds() {}

  static Experiment of(Experiment e, long seed) {
    TrainingSpec t = e.training();
    return new Experiment(
        e.name(),
        e.title(),
        e.description(),
        e.data(),
        e.network(),
        e.init(),
        new TrainingSpec(seed, t.epochs(), t.batch(), t.shuffle(), t.optimiser()),
        e.snapshots(),
        e.metrics(),
        e.frames(),
        e.landscape());
  }
}
