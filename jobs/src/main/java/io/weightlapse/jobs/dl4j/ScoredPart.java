// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.Serializable;
import org.nd4j.evaluation.classification.Evaluation;

/**
 * Some samples, scored.
 *
 * @param lossSum over the samples, penalties excluded
 * @param samples how many there are
 * @param classes DL4J's counts; null for regression
 */
record ScoredPart(double lossSum, int samples, Evaluation classes) implements Serializable {
  /** Both together. */
  ScoredPart plus(ScoredPart other) {
    if (classes != null) {
      classes.merge(other.classes);
    }
    return new ScoredPart(lossSum + other.lossSum, samples + other.samples, classes);
  }

  double meanLoss() {
    return lossSum / samples;
  }

  /** Share of the samples whose class was right; NaN for regression. */
  double accuracy() {
    return classes == null ? Double.NaN : classes.accuracy();
  }
}
