// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * Which parameters are kept, and when: whatever one of the rules keeps. The initial and the final
 * state of the rules' layers always are.
 */
public record SnapshotPolicy(List<SnapshotRule> rules) implements Serializable {
  /** There must be a rule. */
  public SnapshotPolicy {
    rules = List.copyOf(rules);
    Checks.require(!rules.isEmpty(), "snapshots must have at least one rule: was empty");
  }

  /** A policy of one rule without a last step. */
  public SnapshotPolicy(int everySteps, int everyEpochs, List<String> layers) {
    this(List.of(new SnapshotRule(everySteps, everyEpochs, 0, layers)));
  }

  /**
   * Whether a layer is kept at a step.
   *
   * @param epochEnded the epoch that ends with the step, or -1
   */
  public boolean keeps(String layer, long step, int epochEnded) {
    for (SnapshotRule rule : rules) {
      if (rule.keepsLayer(layer) && rule.keepsStep(step, epochEnded)) {
        return true;
      }
    }
    return false;
  }

  /** Whether any layer is kept at a step inside an epoch. */
  public boolean keepsStep(long step) {
    for (SnapshotRule rule : rules) {
      if (rule.keepsStep(step, -1)) {
        return true;
      }
    }
    return false;
  }

  /** Whether that layer is kept at all. */
  public boolean keepsLayer(String layer) {
    return rules.stream().anyMatch(rule -> rule.keepsLayer(layer));
  }
}
