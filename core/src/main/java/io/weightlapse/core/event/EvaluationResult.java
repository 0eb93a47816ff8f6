// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.data.Split;
import io.weightlapse.core.util.Checks;
import java.util.Arrays;

/**
 * How the trained model does on samples; identity is (run, split, step). The history has it as
 * {@code evaluation.json}, which the job writes itself.
 *
 * @param run the run
 * @param step optimiser updates of the model
 * @param epoch its last epoch
 * @param split of which samples
 * @param samples how many
 * @param loss mean loss
 * @param accuracy share classified rightly; NaN where there are no classes
 * @param precision of the samples that were given class c, the share that has it; (classes)
 * @param recall of the samples that have class c, the share that was given it; (classes)
 * @param f1 harmonic mean of both; (classes)
 * @param confusion samples by truth and answer; (classes, classes)
 */
public record EvaluationResult(
    String run,
    long step,
    int epoch,
    Split split,
    long samples,
    double loss,
    double accuracy,
    double[] precision,
    double[] recall,
    double[] f1,
    long[][] confusion)
    implements Event {
  /** The shapes must fit. */
  public EvaluationResult {
    int n = confusion.length;
    Checks.require(
        precision.length == n && recall.length == n && f1.length == n,
        "precision, recall and f1 must have %d elements: was %d, %d and %d",
        n,
        precision.length,
        recall.length,
        f1.length);
    for (long[] row : confusion) {
      Checks.require(row.length == n, "confusion must be %d x %d: was %d wide", n, n, row.length);
    }
  }

  /** Number of classes; 0 where the outputs are numbers. */
  public int classes() {
    return confusion.length;
  }

  /** How many samples have the class. */
  public long support(int label) {
    return Arrays.stream(confusion[label]).sum();
  }
}
