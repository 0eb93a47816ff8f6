// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import static io.weightlapse.core.util.Checks.atLeast;

import io.weightlapse.core.nn.OptimiserSpec;
import java.io.Serializable;
import java.util.Objects;

/**
 * How long and how the network trains.
 *
 * @param seed of the initial parameters and, where rows are shuffled, of their order
 * @param epochs passes over the data
 * @param batch samples of a minibatch; the last one of an epoch may be smaller
 * @param shuffle whether each epoch draws a new order
 * @param optimiser what makes an update of a gradient
 */
public record TrainingSpec(
    long seed, int epochs, int batch, boolean shuffle, OptimiserSpec optimiser)
    implements Serializable {
  /** Checks the bounds. */
  public TrainingSpec {
    atLeast("training.epochs", epochs, 1);
    atLeast("training.batch", batch, 1);
    Objects.requireNonNull(optimiser, "optimiser");
  }

  /** Optimiser updates of one epoch over {@code rows} samples. */
  public int stepsPerEpoch(int rows) {
    return (rows + batch - 1) / batch;
  }
}
