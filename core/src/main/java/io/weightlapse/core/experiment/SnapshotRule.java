// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * Keeps some layers at some steps.
 *
 * @param everySteps keep steps that this divides; 0 for none
 * @param everyEpochs keep the end of epochs whose count this divides; 0 for none
 * @param untilStep last step that the rule keeps; 0 for no bound
 * @param layers names of the layers kept; empty for all
 */
public record SnapshotRule(int everySteps, int everyEpochs, long untilStep, List<String> layers)
    implements Serializable {
  /** Checks the bounds. */
  public SnapshotRule {
    Checks.atLeast("snapshots.everySteps", everySteps, 0);
    Checks.atLeast("snapshots.everyEpochs", everyEpochs, 0);
    Checks.require(untilStep >= 0, "snapshots.untilStep must be >= 0: was %d", untilStep);
    layers = List.copyOf(layers);
  }

  boolean keepsLayer(String layer) {
    return layers.isEmpty() || layers.contains(layer);
  }

  /**
   * Whether the state at a step is kept.
   *
   * @param epochEnded the epoch that ends with the step, or -1
   */
  boolean keepsStep(long step, int epochEnded) {
    if (untilStep > 0 && step > untilStep) {
      return false;
    }
    boolean byStep = everySteps > 0 && step % everySteps == 0;
    boolean byEpoch = epochEnded >= 0 && everyEpochs > 0 && (epochEnded + 1) % everyEpochs == 0;
    return byStep || byEpoch;
  }
}
