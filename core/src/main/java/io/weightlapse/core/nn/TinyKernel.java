// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.util.Checks;
import java.util.Arrays;

/**
 * The kernel for networks of a few neurons, where calls and allocation cost more than arithmetic:
 * sample after sample through flat arrays, nothing allocated in a step, tanh without branches. Its
 * oracle is {@link ReferenceKernel}.
 */
public final class TinyKernel implements Kernel {
  private final NetworkSpec spec;
  private final Ops.Penalty penalty;
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
  private final float[] acts; // activations, laid out as values; the same array where possible
  private final float[] deltas; // d loss / d output, then / d pre-activation, laid out as values
  private final float[] mask; // dropout's factors, laid out as values; empty without dropout
  private final float[] skipped; // of residual layers: d loss / d (activation + input)
  private final long seed;

  /** The same with seed 0. */
  public TinyKernel(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters) {
    this(spec, optimiser, parameters, 0);
  }

  /**
   * A kernel over a copy of the parameters.
   *
   * @param parameters flat, in the layout of {@code spec}
   * @param seed of the dropout masks
   */
  public TinyKernel(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, long seed) {
    ParameterLayout layout = spec.layout();
    Checks.require(
        parameters.length == layout.size(),
        "parameters must have %d elements: was %d",
        layout.size(),
        parameters.length);
    this.spec = spec;
    this.penalty = Ops.Penalty.of(optimiser);
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
    boolean skips = spec.layers().stream().anyMatch(LayerSpec::residual);
    this.acts = skips || spec.dropsOut() ? new float[at] : values;
    this.mask = new float[spec.dropsOut() ? at : 0];
    this.skipped = new float[skips ? at : 0];
    this.seed = seed;
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
    for (int i = from; i < to; i++) {
      loss += sample(data, order[i], i - from, to - from, gradient);
      correct += isCorrect(data, order[i]) ? 1 : 0;
    }
    if (Double.isFinite(loss)) {
      penalise(gradient);
      updater.update(parameters, gradient, tally);
    }
    tally.step(loss, correct, to - from);
  }

  @Override
  public double gradient(Dataset data, int[] order, int from, int to, float[] result) {
    double loss = 0;
    for (int i = from; i < to; i++) {
      loss += sample(data, order[i], i - from, to - from, result);
    }
    penalise(result);
    return loss / (to - from);
  }

  @Override
  public Evaluation evaluate(Dataset data, int from, int to) {
    double loss = 0;
    long correct = 0;
    Arrays.fill(mask, 1);
    for (int row = from; row < to; row++) {
      forward(data.features(), row * data.inputs());
      loss += outputDelta(data.targets(), row * data.outputs(), 1);
      correct += isCorrect(data, row) ? 1 : 0;
    }
    return new Evaluation(loss, correct, to - from);
  }

  @Override
  public KernelState state() {
    return updater.state(parameters);
  }

  @Override
  public void restore(KernelState state) {
    updater.restore(state, parameters);
  }

  /**
   * Adds one sample's share of the mean gradient, or begins with it; returns the sample's loss.
   *
   * @param place of the sample in its minibatch; the gradient begins with the first
   */
  private float sample(Dataset data, int row, int place, int rows, float[] grad) {
    if (mask.length > 0) {
      drawMask(place);
    }
    forward(data.features(), row * data.inputs());
    float loss = outputDelta(data.targets(), row * data.outputs(), rows);
    backward(grad, place == 0);
    return loss;
  }

  private void drawMask(int place) {
    for (int l = 0; l < layers; l++) {
      double p = spec.layers().get(l).dropout();
      int key = Dropout.key(seed, updater.updates(), l, place);
      Dropout.factors(key, p, mask, valueAt[l], 0, outs[l]); // all 1 for p = 0
    }
  }

  private void forward(float[] features, int at) {
    float[] w = parameters;
    float[] v = values;
    float[] z = pre;
    for (int i = 0; i < ins[0]; i++) {
      v[i] = features[at + i];
    }
    int in = 0;
    for (int l = 0; l < layers; l++) {
      int units = outs[l];
      int width = ins[l];
      int k = weightAt[l];
      int b = k + units * width;
      int out = valueAt[l];
      for (int o = 0; o < units; o++) {
        float sum = bias[l] ? w[b + o] : 0;
        for (int i = 0; i < width; i++) {
          sum = Math.fma(w[k++], v[in + i], sum);
        }
        z[out + o] = sum;
      }
      activate(activation[l], out, units);
      if (acts != v) {
        follow(l, in, out, units);
      }
      in = out;
    }
  }

  private void activate(Activation a, int at, int units) {
    if (a == Activation.TANH) {
      for (int k = at; k < at + units; k++) {
        acts[k] = FastMath.tanhOfOne(pre[k]);
      }
    } else if (a == Activation.IDENTITY) {
      for (int k = at; k < at + units; k++) {
        acts[k] = pre[k];
      }
    } else {
      ActivationLoops.apply(a, pre, acts, at, at + units);
    }
  }

  /** What comes after the activation: the input added, outputs dropped. */
  private void follow(int l, int in, int out, int units) {
    boolean skips = spec.layers().get(l).residual();
    for (int o = 0; o < units; o++) {
      float y = acts[out + o] + (skips ? values[in + o] : 0);
      values[out + o] = mask.length > 0 ? mask[out + o] * y : y;
    }
  }

  /** d loss / d pre-activation of the last layer; returns the loss. */
  private float outputDelta(float[] targets, int at, int rows) {
    int last = layers - 1;
    int out = valueAt[last];
    int n = outs[last];
    float loss =
        spec.loss() == Loss.MSE
            ? TinyLoss.squaredError(values, out, targets, at, n, rows, deltas)
            : TinyLoss.crossEntropy(values, out, targets, at, n, rows, deltas);
    throughOutput(last);
    return loss;
  }

  /** Turns d loss / d output of a layer into d loss / d pre-activation. */
  private void throughOutput(int l) {
    int at = valueAt[l];
    int units = outs[l];
    if (mask.length > 0) {
      ActivationLoops.multiply(deltas, mask, at, at + units);
    }
    if (skipped.length > 0) {
      System.arraycopy(deltas, at, skipped, at, units);
    }
    Activation a = activation[l];
    if (a == Activation.TANH) {
      for (int k = at; k < at + units; k++) {
        deltas[k] *= Math.fma(-acts[k], acts[k], 1);
      }
    } else if (a != Activation.IDENTITY) {
      ActivationLoops.multiplyByDerivative(a, pre, acts, deltas, at, at + units);
    }
  }

  /** Adds to the gradient, or begins it. */
  private void backward(float[] grad, boolean begins) {
    float[] weights = parameters;
    float[] v = values;
    float[] deltas = this.deltas;
    for (int l = layers - 1; l >= 0; l--) {
      int in = l == 0 ? 0 : valueAt[l - 1];
      int width = ins[l];
      int units = outs[l];
      int w = weightAt[l];
      int b = w + units * width;
      int out = valueAt[l];
      for (int i = 0; i < width && l > 0; i++) {
        float d = 0;
        for (int o = 0, k = w + i; o < units; o++, k += width) {
          d = Math.fma(weights[k], deltas[out + o], d);
        }
        deltas[in + i] = d;
      }
      for (int o = 0, k = w; o < units; o++) {
        float d = deltas[out + o];
        for (int i = 0; i < width; i++, k++) {
          grad[k] = begins ? d * v[in + i] : Math.fma(d, v[in + i], grad[k]);
        }
        if (bias[l]) {
          grad[b + o] = begins ? d : grad[b + o] + d;
        }
      }
      if (l > 0) {
        if (skipped.length > 0 && spec.layers().get(l).residual()) {
          for (int i = 0; i < width; i++) {
            deltas[in + i] += skipped[out + i];
          }
        }
        throughOutput(l - 1);
      }
    }
  }

  private boolean isCorrect(Dataset data, int row) {
    return data.label(values, valueAt[layers - 1]) == data.label(row);
  }

  private void penalise(float[] grad) {
    for (int l = 0; l < layers && !penalty.isNone(); l++) {
      penalty.addTo(grad, weightAt[l], parameters, weightAt[l], outs[l] * ins[l]);
    }
  }
}
