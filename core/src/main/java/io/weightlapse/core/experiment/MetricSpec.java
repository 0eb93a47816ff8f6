// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * What is measured beside each epoch's own numbers.
 *
 * @param everySteps publish a minibatch's loss and accuracy every so many steps; 0 for never
 */
public record MetricSpec(int everySteps) implements Serializable {
  /** Each epoch's numbers only. */
  public static final MetricSpec EPOCHS = new MetricSpec(0);

  /** Checks the bounds. */
  public MetricSpec {
    Checks.atLeast("metrics.everySteps", everySteps, 0);
  }
}
