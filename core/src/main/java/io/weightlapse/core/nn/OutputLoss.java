// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;

/** The loss of a block of outputs, its derivative, and how many classes are right. */
final class OutputLoss {
  private final Loss loss;
  private final int outputs;
  private final float[] row;
  private double lossSum;
  private long correct;

  OutputLoss(NetworkSpec spec) {
    this.loss = spec.loss();
    this.outputs = spec.outputs();
    this.row = new float[outputs];
  }

  /** Forgets the sums. */
  void reset() {
    lossSum = 0;
    correct = 0;
  }

  /** Sum over the samples of the loss. */
  double lossSum() {
    return lossSum;
  }

  /** Samples whose class was right. */
  long correct() {
    return correct;
  }

  /**
   * Adds one sample's loss.
   *
   * @param out (samples, outputs), any strides
   * @param sample which row of {@code out}
   * @param dataRow its targets
   * @param delta laid out as {@code out}, gets the derivative by the outputs; null for none
   * @param rows of the minibatch, over which the derivative is a mean
   */
  void add(Matrix out, int sample, Dataset data, int dataRow, float[] delta, int rows) {
    int at = out.at() + sample * out.rowStride();
    int step = out.colStride();
    for (int o = 0; o < outputs; o++) {
      row[o] = out.values()[at + o * step];
    }
    float[] target = data.targets();
    int t = dataRow * outputs;
    correct += Dataset.label(row, 0, outputs) == Dataset.label(target, t, outputs) ? 1 : 0;
    if (loss == Loss.MSE) {
      squaredError(target, t, delta, at, step, rows);
    } else {
      crossEntropy(target, t, delta, at, step, rows);
    }
  }

  private void squaredError(float[] target, int t, float[] delta, int at, int step, int rows) {
    float scale = 2f / ((float) rows * outputs);
    double sum = 0;
    for (int o = 0; o < outputs; o++) {
      float d = row[o] - target[t + o];
      sum += (double) d * d;
      if (delta != null) {
        delta[at + o * step] = scale * d;
      }
    }
    lossSum += sum / outputs;
  }

  /** Logits are shifted by their maximum, so that nothing overflows. */
  private void crossEntropy(float[] target, int t, float[] delta, int at, int step, int rows) {
    float max = Float.NEGATIVE_INFINITY;
    for (float z : row) {
      max = Math.max(max, z);
    }
    double sum = 0;
    double chosen = 0;
    double mass = 0;
    for (int o = 0; o < outputs; o++) {
      double e = Math.exp((double) row[o] - max);
      sum += e;
      mass += target[t + o];
      chosen += target[t + o] == 0 ? 0 : target[t + o] * ((double) row[o] - max);
      row[o] = (float) e;
    }
    lossSum += mass * Math.log(sum) - chosen;
    if (delta != null) {
      for (int o = 0; o < outputs; o++) {
        delta[at + o * step] = (float) ((row[o] / sum - target[t + o]) / rows);
      }
    }
  }
}
