// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.Arrays;

/** The losses of {@link ReferenceKernel}, by their definitions. */
final class ReferenceLoss {
  private ReferenceLoss() {}

  /** The loss of one sample. */
  static double of(Loss kind, double[] output, Dataset data, int row) {
    double loss = 0;
    double logSum = kind == Loss.MSE ? 0 : logSumExp(output);
    for (int o = 0; o < output.length; o++) {
      double t = data.targets()[row * data.outputs() + o];
      loss +=
          kind == Loss.MSE
              ? (output[o] - t) * (output[o] - t) / output.length
              : -t * (output[o] - logSum);
    }
    return loss;
  }

  /** Its derivative by each output. */
  static double[] derivative(Loss kind, double[] output, Dataset data, int row) {
    double[] d = new double[output.length];
    double logSum = kind == Loss.MSE ? 0 : logSumExp(output);
    for (int o = 0; o < d.length; o++) {
      double t = data.targets()[row * data.outputs() + o];
      d[o] = kind == Loss.MSE ? 2 * (output[o] - t) / d.length : Math.exp(output[o] - logSum) - t;
    }
    return d;
  }

  private static double logSumExp(double[] z) {
    double max = Arrays.stream(z).max().orElseThrow();
    return max + Math.log(Arrays.stream(z).map(v -> Math.exp(v - max)).sum());
  }
}
