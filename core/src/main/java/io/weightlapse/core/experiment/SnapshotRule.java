// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Keeps some layers of some workers at some steps: those that any of its conditions names.
 *
 * @param everySteps keep steps that this divides; 0 for none
 * @param everyEpochs keep the end of epochs whose count this divides; 0 for none
 * @param firstSteps keep the first so many steps; 0 for none
 * @param steps keep these steps
 * @param perDecade keep so many steps between each power of ten and the next, evenly spaced on a
 *     logarithmic scale: the rounded values of 10^(k / perDecade); 0 for none
 * @param untilStep last step that the rule keeps; 0 for no bound
 * @param layers names of the layers kept; empty for all
 * @param workers whose parameters are kept
 */
public record SnapshotRule(
    int everySteps,
    int everyEpochs,
    int firstSteps,
    List<Long> steps,
    int perDecade,
    long untilStep,
    List<String> layers,
    WorkerChoice workers)
    implements Serializable {
  /** Checks the bounds. */
  public SnapshotRule {
    Checks.atLeast("snapshots.everySteps", everySteps, 0);
    Checks.atLeast("snapshots.everyEpochs", everyEpochs, 0);
    Checks.atLeast("snapshots.firstSteps", firstSteps, 0);
    Checks.require(
        perDecade >= 0 && perDecade <= 1000,
        "snapshots.perDecade must be 0..1000: was %d",
        perDecade);
    Checks.require(untilStep >= 0, "snapshots.untilStep must be >= 0: was %d", untilStep);
    steps = List.copyOf(steps.stream().sorted().distinct().toList());
    for (long step : steps) {
      Checks.require(step >= 0, "snapshots.steps must be >= 0: was %d", step);
    }
    layers = List.copyOf(layers);
    Objects.requireNonNull(workers, "workers");
  }

  /** A rule of the average, by steps and epochs. */
  public SnapshotRule(int everySteps, int everyEpochs, long untilStep, List<String> layers) {
    this(everySteps, everyEpochs, 0, List.of(), 0, untilStep, layers, WorkerChoice.AVERAGE);
  }

  boolean keepsLayer(String layer) {
    return layers.isEmpty() || layers.contains(layer);
  }

  /** Whether it keeps steps inside epochs. */
  boolean looksInside() {
    return everySteps > 0 || firstSteps > 0 || !steps.isEmpty() || perDecade > 0;
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
    return (everySteps > 0 && step % everySteps == 0)
        || (epochEnded >= 0 && everyEpochs > 0 && (epochEnded + 1) % everyEpochs == 0)
        || (firstSteps > 0 && step <= firstSteps)
        || (perDecade > 0 && isLogSpaced(step))
        || (!steps.isEmpty() && java.util.Collections.binarySearch(steps, step) >= 0);
  }

  // StrictMath: the same steps on every machine.
  private boolean isLogSpaced(long step) {
    if (step < 1) {
      return false;
    }
    long k = Math.round(perDecade * StrictMath.log10((double) step));
    for (long j = Math.max(0, k - 1); j <= k + 1; j++) {
      if (Math.round(StrictMath.pow(10, (double) j / perDecade)) == step) {
        return true;
      }
    }
    return false;
  }
}
