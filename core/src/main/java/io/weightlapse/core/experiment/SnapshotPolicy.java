// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Which parameters are kept, and when: whatever one of the rules keeps. The initial and the final
 * state of the rules' layers always are.
 *
 * @param rules at least one
 * @param storage how values are kept, in the history and on Kafka
 */
public record SnapshotPolicy(List<SnapshotRule> rules, SnapshotStorage storage)
    implements Serializable {
  /** There must be a rule. */
  public SnapshotPolicy {
    rules = List.copyOf(rules);
    Objects.requireNonNull(storage, "storage");
    Checks.require(!rules.isEmpty(), "snapshots must have at least one rule: was empty");
  }

  /** A policy that keeps every bit. */
  public SnapshotPolicy(List<SnapshotRule> rules) {
    this(rules, SnapshotStorage.FLOAT32);
  }

  /** A policy of one rule without a last step. */
  public SnapshotPolicy(int everySteps, int everyEpochs, List<String> layers) {
    this(List.of(new SnapshotRule(everySteps, everyEpochs, 0, layers)));
  }

  /**
   * Whether a layer of the run's own model is kept at a step.
   *
   * @param epochEnded the epoch that ends with the step, or -1
   */
  public boolean keeps(String layer, long step, int epochEnded) {
    return keeps(Event.MODEL, layer, step, epochEnded);
  }

  /**
   * Whether a layer of a worker is kept at a step.
   *
   * @param worker from 0, or {@link Event#MODEL}
   * @param epochEnded the epoch that ends with the step, or -1
   */
  public boolean keeps(int worker, String layer, long step, int epochEnded) {
    for (SnapshotRule rule : rules) {
      if (rule.workers().keeps(worker)
          && rule.keepsLayer(layer)
          && rule.keepsStep(step, epochEnded)) {
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

  /** Whether steps inside epochs may be kept at all. */
  public boolean looksInside() {
    return rules.stream().anyMatch(SnapshotRule::looksInside);
  }

  /** Whether that layer is kept at all. */
  public boolean keepsLayer(String layer) {
    return rules.stream().anyMatch(rule -> rule.keepsLayer(layer));
  }
}
