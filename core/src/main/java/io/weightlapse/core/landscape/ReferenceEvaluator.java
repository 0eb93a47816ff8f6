// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;

/** The obvious way: change the weights, run the whole network, point by point. */
public final class ReferenceEvaluator implements SurfaceEvaluator {
  private final NetworkSpec spec;
  private final float[] parameters;
  private final Dataset data;

  /** An evaluator of one snapshot. */
  public ReferenceEvaluator(NetworkSpec spec, float[] parameters, Dataset data) {
    this.spec = spec;
    this.parameters = parameters.clone();
    this.data = data;
  }

  @Override
  public SurfacePart evaluate(NeuronSlice slice, Axis alpha, Axis beta, int row0, int rows) {
    int first = slice.place0(spec.layout());
    int second = slice.place1(spec.layout());
    float[] loss = new float[rows * beta.count()];
    float[] accuracy = new float[loss.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < beta.count(); j++) {
        float[] moved = parameters.clone();
        moved[first] += (float) alpha.at(row0 + i);
        moved[second] += (float) beta.at(j);
        point(moved, loss, accuracy, i * beta.count() + j);
      }
    }
    return new SurfacePart(loss, accuracy);
  }

  private void point(float[] moved, float[] loss, float[] accuracy, int at) {
    float[] out = Forward.outputs(spec, moved, data.features(), data.rows());
    double sum = 0;
    int correct = 0;
    for (int r = 0; r < data.rows(); r++) {
      int o = r * data.outputs();
      sum += spec.loss() == Loss.MSE ? squaredError(out, o) : crossEntropy(out, o);
      correct += data.label(out, o) == data.label(r) ? 1 : 0;
    }
    loss[at] = (float) (sum / data.rows());
    accuracy[at] = (float) correct / data.rows();
  }

  private double squaredError(float[] out, int at) {
    double sum = 0;
    for (int o = 0; o < data.outputs(); o++) {
      double d = (double) out[at + o] - data.targets()[at + o];
      sum += d * d;
    }
    return sum / data.outputs();
  }

  private double crossEntropy(float[] out, int at) {
    double max = Double.NEGATIVE_INFINITY;
    for (int o = 0; o < data.outputs(); o++) {
      max = Math.max(max, out[at + o]);
    }
    double sum = 0;
    double chosen = 0;
    for (int o = 0; o < data.outputs(); o++) {
      sum += Math.exp(out[at + o] - max);
      chosen += (double) data.targets()[at + o] * out[at + o];
    }
    return Math.log(sum) + max - chosen;
  }
}
