// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.nn.KernelState;
import java.util.List;

/**
 * All that a training depends on between two minibatches: going on from it gives the bits that the
 * training would have given without the stop.
 *
 * @param run the run
 * @param epoch the epoch under way
 * @param position samples of that epoch trained on so far
 * @param kernel parameters, optimiser state and number of updates
 * @param tally what the epoch has counted so far
 * @param earlier what statistics compare the next values with
 * @param readings what they compare the tally with
 */
public record Checkpoint(
    String run,
    int epoch,
    int position,
    KernelState kernel,
    double[] tally,
    List<LayerStatistics.Earlier> earlier,
    List<TallyReader.Reading> readings) {
  /** Without statistics. */
  public Checkpoint(String run, int epoch, int position, KernelState kernel, double[] tally) {
    this(run, epoch, position, kernel, tally, List.of(), List.of());
  }

  /** Updates made so far. */
  public long step() {
    return kernel.updates();
  }
}
