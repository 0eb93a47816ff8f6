// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.RunState;
import java.time.Instant;
import java.util.Map;

/**
 * A line of the list of runs.
 *
 * @param run its id
 * @param experiment name of its experiment
 * @param title the experiment's title
 * @param created when it was submitted
 * @param updated when its progress was last recorded
 * @param state where it stands; {@link RunState#RUNNING} also where its process died silently
 * @param epochs epochs finished
 * @param totalEpochs epochs that the experiment asks for
 * @param steps optimiser updates made
 * @param metrics the last value of each metric of the model
 * @param bytes of all its files
 * @param message why it failed; else empty
 */
public record RunInfo(
    String run,
    String experiment,
    String title,
    Instant created,
    Instant updated,
    RunState state,
    int epochs,
    int totalEpochs,
    long steps,
    Map<String, Double> metrics,
    long bytes,
    String message) {
  /** The newest training loss; NaN also where there is none. */
  public double loss() {
    return metrics.getOrDefault(io.weightlapse.core.event.MetricNames.TRAIN_LOSS, Double.NaN);
  }
}
