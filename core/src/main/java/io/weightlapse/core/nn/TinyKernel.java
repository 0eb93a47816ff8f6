// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.Arrays;

/**
 * The kernel for networks of a few neurons, where calls and allocation cost more than arithmetic:
 * sample after sample through flat arrays, nothing allocated in a step, tanh without branches. Its
 * oracle is {@link ReferenceKernel}.
 */
public final class TinyKernel implements Kernel {
  private final NetworkSpec spec;
  private final OptimiserSpec optimiser;
  private final FloatOptimiser updater;
  private final float[] parameters;
  private final float[] gradient;

  private final int layers;
  private final Activation[] activation;
  private final boolean[] bias;
  private final int[] ins;
  private final int[] outs;
  private final int[] weightAt;
  private final int[] valueAt; // of each layer's outputs in values; inputs lie at 0
  private final float[] pre; // pre-activations, laid out as values
  private final float[] values; // inputs, then the outputs of each layer
  private final float[] deltas; // d loss / d pre-activation, laid out as values

  /**
   * A kernel over a copy of the parameters.
   *
   * @param parameters flat, in the layout of {@code spec}
   */
  public TinyKernel(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters) {
    ParameterLayout layout = spec.layout();
    io.weightlapse.core.util.Checks.require(
        parameters.length == layout.size(),
        "parameters must have %d elements: was %d",
        layout.size(),
        parameters.length);
    this.spec = spec;
    this.optimiser = optimiser;
    this.parameters = parameters.clone();
    this.gradient = new float[parameters.length];
    this.updater = new FloatOptimiser(optimiser, parameters.length);
    this.layers = spec.layers().size();
    this.activation = new Activation[layers];
    this.bias = new boolean[layers];
    this.ins = new int[layers];
    this.outs = new int[layers];
    this.weightAt = new int[layers];
    this.valueAt = new int[layers];
    int at = spec.inputs();
    for (int l = 0; l < layers; l++) {
      activation[l] = spec.layers().get(l).activation();
      bias[l] = spec.layers().get(l).bias();
      ins[l] = spec.layerInputs(l);
      outs[l] = spec.layers().get(l).units();
      weightAt[l] = layout.weights(l).offset();
      valueAt[l] = at;
      at += outs[l];
    }
    this.pre = new float[at];
    this.values = new float[at];
    this.deltas = new float[at];
  }

  @Override
  public NetworkSpec spec() {
    return spec;
  }

  @Override
  public float[] parameters() {
    return parameters;
  }

  @Override
  public void step(Dataset data, int[] order, int from, int to, Tally tally) {
    int correct = 0;
    double loss = 0;
    Arrays.fill(gradient, 0);
    for (int i = from; i < to; i++) {
      loss += sample(data, order[i], to - from, gradient);
      correct += isCorrect(data, order[i]) ? 1 : 0;
    }
    penalise(gradient);
    updater.update(parameters, gradient, tally);
    tally.step(loss, correct, to - from);
  }

  @Override
  public double gradient(Dataset data, int[] order, int from, int to, float[] result) {
    Arrays.fill(result, 0);
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += sample(data, order[i], to - from, result);
    }
    penalise(result);
    return loss / (to - from);
  }

  /** Adds one sample's share of the mean gradient; returns the sample's loss. */
  private float sample(Dataset data, int row, int rows, float[] grad) {
    forward(data.features(), row * data.inputs());
    float loss = outputDelta(data.targets(), row * data.outputs(), rows);
    backward(grad);
    return loss;
  }

  private void forward(float[] features, int at) {
    for (int i = 0; i < ins[0]; i++) {
      values[i] = features[at + i];
    }
    int in = 0;
    for (int l = 0; l < layers; l++) {
      int units = outs[l];
      int width = ins[l];
      int w = weightAt[l];
      int b = w + units * width;
      int out = valueAt[l];
      for (int o = 0; o < units; o++) {
        float z = bias[l] ? parameters[b + o] : 0;
        for (int i = 0; i < width; i++) {
          z = Math.fma(parameters[w++], values[in + i], z);
        }
        pre[out + o] = z;
      }
      activate(activation[l], out, units);
      in = out;
    }
  }

  private void activate(Activation a, int at, int units) {
    for (int k = at; k < at + units; k++) {
      float z = pre[k];
      values[k] =
          switch (a) {
            case IDENTITY -> z;
            case RELU -> z <= 0 ? 0 : z;
            case LEAKY_RELU -> z > 0 ? z : (float) Activation.LEAK * z;
            case TANH -> FastMath.tanh(z);
            case SIGMOID, ARCTAN -> (float) a.apply(z);
          };
    }
  }

  /** d loss / d output of the last layer, times its activation's derivative; returns the loss. */
  private float outputDelta(float[] targets, int at, int rows) {
    int last = layers - 1;
    int out = valueAt[last];
    int n = outs[last];
    float loss = 0;
    if (spec.loss() == Loss.MSE) {
      float scale = 2f / ((float) rows * n);
      for (int o = 0; o < n; o++) {
        float d = values[out + o] - targets[at + o];
        loss += d * d;
        deltas[out + o] = scale * d;
      }
      loss /= n;
    } else {
      loss = softmaxDelta(targets, at, rows, out, n);
    }
    multiplyByDerivative(activation[last], out, n);
    return loss;
  }

  /** Logits are shifted by their maximum, so that nothing overflows. */
  private float softmaxDelta(float[] targets, int at, int rows, int out, int n) {
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

  private void multiplyByDerivative(Activation a, int at, int units) {
    for (int k = at; k < at + units; k++) {
      float v = values[k];
      float slope =
          switch (a) {
            case IDENTITY -> 1;
            case RELU -> v > 0 ? 1 : 0;
            case LEAKY_RELU -> pre[k] > 0 ? 1 : (float) Activation.LEAK;
            case TANH -> Math.fma(-v, v, 1);
            case SIGMOID -> v * (1 - v);
            case ARCTAN -> 1 / Math.fma(pre[k], pre[k], 1);
          };
      deltas[k] *= slope;
    }
  }

  private void backward(float[] grad) {
    for (int l = layers - 1; l >= 0; l--) {
      int in = l == 0 ? 0 : valueAt[l - 1];
      int width = ins[l];
      int units = outs[l];
      int w = weightAt[l];
      int b = w + units * width;
      int out = valueAt[l];
      for (int i = 0; i < width && l > 0; i++) {
        float d = 0;
        for (int o = 0; o < units; o++) {
          d = Math.fma(parameters[w + o * width + i], deltas[out + o], d);
        }
        deltas[in + i] = d;
      }
      for (int o = 0; o < units; o++) {
        float d = deltas[out + o];
        for (int i = 0; i < width; i++) {
          grad[w + o * width + i] += d * values[in + i];
        }
        if (bias[l]) {
          grad[b + o] += d;
        }
      }
      if (l > 0) {
        multiplyByDerivative(activation[l - 1], in, width);
      }
    }
  }

  private boolean isCorrect(Dataset data, int row) {
    int n = data.outputs();
    return Dataset.label(values, valueAt[layers - 1], n) == data.label(row);
  }

  private void penalise(float[] grad) {
    if (optimiser.l1() == 0 && optimiser.l2() == 0) {
      return;
    }
    float l1 = (float) optimiser.l1();
    float l2 = (float) (2 * optimiser.l2());
    for (int l = 0; l < layers; l++) {
      for (int k = weightAt[l]; k < weightAt[l] + outs[l] * ins[l]; k++) {
        grad[k] += l1 * Math.signum(parameters[k]) + l2 * parameters[k];
      }
    }
  }
}
