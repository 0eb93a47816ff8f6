// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * Which parameters are kept, and when. The initial and the final state always are.
 *
 * @param everySteps keep every so many steps; 0 for none
 * @param everyEpochs keep at the end of every so many epochs; 0 for none
 * @param layers names of the layers kept; empty for all
 */
public record SnapshotPolicy(int everySteps, int everyEpochs, List<String> layers)
    implements Serializable {
  /** Checks the bounds. */
  public SnapshotPolicy {
    Checks.atLeast("snapshots.everySteps", everySteps, 0);
    Checks.atLeast("snapshots.everyEpochs", everyEpochs, 0);
    layers = List.copyOf(layers);
  }

  /** Whether the state after {@code step} updates is kept because of its number. */
  public boolean keepsStep(long step) {
    return everySteps > 0 && step % everySteps == 0;
  }

  /** Whether the state at the end of {@code epoch} is kept. */
  public boolean keepsEpoch(int epoch) {
    return everyEpochs > 0 && (epoch + 1) % everyEpochs == 0;
  }

  /** Whether that layer is kept. */
  public boolean keepsLayer(String layer) {
    return layers.isEmpty() || layers.contains(layer);
  }
}
