// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Loss;

/** How sure a network's outputs are of their class. */
final class Confidence {
  private Confidence() {}

  /** Shares of the classes: softmax of logits; else outputs as they are, cut to 0..1. */
  static double[] shares(Loss loss, float[] outputs, int offset, Dataset data) {
    int n = data.outputs();
    if (n == 1) {
      double second = share(outputs[offset], data);
      return new double[] {1 - second, second};
    }
    double[] shares = new double[n];
    if (loss != Loss.SOFTMAX_CROSS_ENTROPY) {
      for (int i = 0; i < n; i++) {
        float v = outputs[offset + i];
        shares[i] = Float.isNaN(v) ? Double.NaN : Math.max(0, Math.min(1, v));
      }
      return shares;
    }
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      most = Math.max(most, outputs[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      shares[i] = Math.exp(outputs[offset + i] - most);
      sum += shares[i];
    }
    for (int i = 0; i < n; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  /** The share of one class, as {@link #shares} gives it, for loops over pixels. */
  static double share(int label, Loss loss, float[] outputs, int offset, Dataset data) {
    int n = data.outputs();
    if (n == 1) {
      double second = share(outputs[offset], data);
      return label == 1 ? second : 1 - second;
    }
    if (loss != Loss.SOFTMAX_CROSS_ENTROPY) {
      float v = outputs[offset + label];
      return Float.isNaN(v) ? Double.NaN : Math.max(0, Math.min(1, v));
    }
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      most = Math.max(most, outputs[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.exp(outputs[offset + i] - most);
    }
    return Math.exp(outputs[offset + label] - most) / sum;
  }

  /**
   * A lone output between the targets of its two classes, which lie evenly around the threshold.
   */
  private static double share(float output, Dataset data) {
    if (Float.isNaN(output)) {
      return Double.NaN;
    }
    double reach = data.threshold() == 0 ? 1 : Math.abs(data.threshold());
    double share = 0.5 + (output - data.threshold()) / (2 * reach);
    return Math.max(0, Math.min(1, share));
  }
}
