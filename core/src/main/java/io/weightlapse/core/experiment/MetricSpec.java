// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.Objects;

/**
 * What is measured beside each epoch's own numbers.
 *
 * @param everySteps publish a minibatch's loss and accuracy every so many steps; 0 for never
 * @param statistics when statistics of layers are taken
 * @param statisticsEverySteps take statistics of all layers every so many steps besides; 0 for none
 */
public record MetricSpec(int everySteps, StatisticsCadence statistics, int statisticsEverySteps)
    implements Serializable {
  /** Each epoch's numbers, and statistics of what is kept. */
  public static final MetricSpec EPOCHS = new MetricSpec(0);

  /** Checks the bounds. */
  public MetricSpec {
    Checks.atLeast("metrics.everySteps", everySteps, 0);
    Objects.requireNonNull(statistics, "statistics");
    Checks.atLeast("metrics.statisticsEverySteps", statisticsEverySteps, 0);
  }

  /** With statistics of what is kept. */
  public MetricSpec(int everySteps) {
    this(everySteps, StatisticsCadence.SNAPSHOTS, 0);
  }

  /** Whether statistics of all layers are taken at a step inside an epoch. */
  public boolean measuresStep(long step) {
    return statisticsEverySteps > 0 && step % statisticsEverySteps == 0;
  }
}
