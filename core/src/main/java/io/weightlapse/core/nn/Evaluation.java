// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.io.Serializable;

/**
 * A forward pass without dropout over some samples.
 *
 * @param lossSum sum over the samples of the loss, penalties excluded
 * @param correct samples whose class was right
 * @param samples how many there were
 */
public record Evaluation(double lossSum, long correct, int samples) implements Serializable {
  /** Mean over the samples of the loss. */
  public double meanLoss() {
    return lossSum / samples;
  }

  /** Share of the samples whose class was right. */
  public double accuracy() {
    return (double) correct / samples;
  }
}
