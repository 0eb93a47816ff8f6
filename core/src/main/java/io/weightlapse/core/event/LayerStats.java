// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.nn.Param;
import java.util.List;

/**
 * Statistics of one tensor at a step; identity is (run, worker, step, layer, param).
 *
 * @param run the run
 * @param worker {@link Event#MODEL} or a worker's index
 * @param step optimiser updates made
 * @param epoch the epoch that ended at or holds this step; -1 for the initial state
 * @param layer layer name
 * @param param weights or bias
 * @param values the parameters
 * @param fromStep the step that {@code change} is measured from; -1 if there is none
 * @param change parameters now less those at {@code fromStep}
 * @param updates over how many updates of this epoch the next two are taken; 0 if unknown
 * @param gradientNorm root mean square over those updates of the L2 norm of the minibatch gradient;
 *     NaN if unknown
 * @param updateRatio DL4J's statistic: log10 of (mean |update| of a step) / (mean |value|) over
 *     those updates, healthy near -3; NaN where the values are all 0, or unknown
 * @param changeRatio another statistic: |change| / |values|, L2 norms; NaN where the values are all
 *     0, or without a change
 * @param deadFraction share of the layer's units that gave 0 for each sample of a fixed sample of
 *     the training data; NaN but for the weights of ReLU layers where it was measured
 * @param deadUnits which ones, ascending
 */
public record LayerStats(
    String run,
    int worker,
    long step,
    int epoch,
    String layer,
    Param param,
    Distribution values,
    long fromStep,
    Distribution change,
    int updates,
    double gradientNorm,
    double updateRatio,
    double changeRatio,
    double deadFraction,
    List<Integer> deadUnits)
    implements Event {
  /** Copies the list. */
  public LayerStats {
    deadUnits = List.copyOf(deadUnits);
  }
}
