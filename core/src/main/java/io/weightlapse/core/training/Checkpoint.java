// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.nn.KernelState;

/**
 * All that a training depends on between two minibatches: going on from it gives the bits that the
 * training would have given without the stop.
 *
 * @param run the run
 * @param epoch the epoch under way
 * @param position samples of that epoch trained on so far
 * @param kernel parameters, optimiser state and number of updates
 * @param tally what the epoch has counted so far
 */
public record Checkpoint(String run, int epoch, int position, KernelState kernel, double[] tally) {
  /** Updates made so far. */
  public long step() {
    return kernel.updates();
  }
}
