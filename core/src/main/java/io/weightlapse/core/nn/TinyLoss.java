// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** The loss of one sample of {@link TinyKernel}, and its derivative by the outputs. */
final class TinyLoss {
  private TinyLoss() {}

  /**
   * The mean over the outputs of the squared error.
   *
   * @param values outputs from {@code out} on, {@code n} of them
   * @param targets from {@code at} on
   * @param rows of the minibatch, over which the derivative is a mean
   * @param deltas get the derivative from {@code out} on
   */
  static float squaredError(
      float[] values, int out, float[] targets, int at, int n, int rows, float[] deltas) {
    float scale = 2f / ((float) rows * n);
    float loss = 0;
    for (int o = 0; o < n; o++) {
      float d = values[out + o] - targets[at + o];
      loss += d * d;
      deltas[out + o] = scale * d;
    }
    return loss / n;
  }

  /**
   * The cross-entropy of softmax; logits are shifted by their maximum, so that nothing overflows.
   * Parameters as of {@link #squaredError}.
   */
  static float crossEntropy(
      float[] values, int out, float[] targets, int at, int n, int rows, float[] deltas) {
    float max = Float.NEGATIVE_INFINITY;
    for (int o = 0; o < n; o++) {
      max = Math.max(max, values[out + o]);
    }
    double sum = 0;
    for (int o = 0; o < n; o++) {
      sum += Math.exp((double) values[out + o] - max);
    }
    double logSum = Math.log(sum) + max;
    double loss = 0;
    for (int o = 0; o < n; o++) {
      double logP = values[out + o] - logSum;
      float t = targets[at + o];
      if (t != 0) {
        loss -= t * logP;
      }
      deltas[out + o] = (float) ((Math.exp(logP) - t) / rows);
    }
    return (float) loss;
  }
}
