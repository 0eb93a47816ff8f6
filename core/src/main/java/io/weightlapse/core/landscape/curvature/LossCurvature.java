// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Loss;

/** A sample's loss, its derivatives by the outputs, and how these move with the outputs. */
final class LossCurvature {
  private LossCurvature() {}

  /**
   * Fills column {@code s} of the last layer's d, and of rd where outputs move; returns the loss.
   */
  static double sample(Loss loss, HessianLayer last, int s, Dataset data, int row, boolean moving) {
    int at = row * data.outputs();
    return loss == Loss.MSE
        ? squaredError(last, s, data.targets(), at, moving)
        : crossEntropy(last, s, data.targets(), at, moving);
  }

  private static double squaredError(
      HessianLayer last, int s, float[] targets, int at, boolean moving) {
    int n = last.units;
    double sum = 0;
    for (int o = 0; o < n; o++) {
      double e = last.out[o][s] - targets[at + o];
      sum += e * e;
      last.d[o][s] = 2 * e / n;
      if (moving) {
        last.rd[o][s] = 2 * last.rout[o][s] / n;
      }
    }
    return sum / n;
  }

  /** With p = softmax: d = m p - t, rd = m (p rz - p (p . rz)), m being the targets' sum. */
  private static double crossEntropy(
      HessianLayer last, int s, float[] targets, int at, boolean moving) {
    int n = last.units;
    double max = Double.NEGATIVE_INFINITY;
    for (int o = 0; o < n; o++) {
      max = Math.max(max, last.out[o][s]);
    }
    double sum = 0;
    double mass = 0;
    double chosen = 0;
    for (int o = 0; o < n; o++) {
      double x = last.out[o][s] - max;
      double e = Math.exp(x);
      last.d[o][s] = e;
      sum += e;
      mass += targets[at + o];
      chosen += targets[at + o] == 0 ? 0 : targets[at + o] * x;
    }
    double along = 0;
    for (int o = 0; o < n; o++) {
      along += moving ? last.d[o][s] / sum * last.rout[o][s] : 0;
    }
    for (int o = 0; o < n; o++) {
      double p = last.d[o][s] / sum;
      if (moving) {
        last.rd[o][s] = mass * p * (last.rout[o][s] - along);
      }
      last.d[o][s] = mass * p - targets[at + o];
    }
    return mass * Math.log(sum) - chosen;
  }
}
