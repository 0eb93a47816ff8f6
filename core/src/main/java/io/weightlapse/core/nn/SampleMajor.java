// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;

/**
 * Forward and backward over a shard of samples, unit after unit: element (u, s) of a layer is unit
 * u for sample s, so that vectors run along samples and narrow layers fill them as well as wide
 * ones. One thread's; the weights are only read.
 */
final class SampleMajor implements ShardPass {
  private static final int NO_STEP = -1;

  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final float[] parameters;
  private final Ops ops;
  private final int width; // samples of a shard, a multiple of Ops.GRAIN
  private final int layers;
  private final int[] biasAt; // -1 for none
  private final Matrix[] weights; // (units, inputs)
  private final float[][] out; // [0] inputs, [l + 1] outputs of layer l; (units, width)
  private final float[][] pre; // [l] pre-activations
  private final float[][] act; // [l] activations; the outputs where nothing follows them
  private final float[][] mask; // [l] dropout's factors, null without dropout
  private final float[][] delta; // [l] d loss / d output, then / d pre-activation
  private final Gather gather;
  private final OutputLoss loss;
  private int shard; // samples of the current one

  /**
   * A pass over the live parameters.
   *
   * @param width the most samples of a shard, a multiple of {@link Ops#GRAIN}
   */
  SampleMajor(NetworkSpec spec, float[] parameters, Ops ops, int width) {
    this.spec = spec;
    this.layout = spec.layout();
    this.parameters = parameters;
    this.ops = ops;
    this.width = width;
    this.layers = spec.layers().size();
    this.biasAt = new int[layers];
    this.weights = new Matrix[layers];
    this.out = new float[layers + 1][];
    this.pre = new float[layers][];
    this.act = new float[layers][];
    this.mask = new float[layers][];
    this.delta = new float[layers][];
    this.loss = new OutputLoss(spec);
    this.gather = new Gather(spec, width);
    out[0] = gather.inputs();
    for (int l = 0; l < layers; l++) {
      LayerSpec layer = spec.layers().get(l);
      ParameterBlock w = layout.weights(l);
      weights[l] = Matrix.of(parameters, w.offset(), w.rows(), w.cols());
      biasAt[l] = layout.hasBias(l) ? layout.block(l, Param.B).offset() : -1;
      int size = layer.units() * width;
      pre[l] = new float[size];
      act[l] = new float[size];
      out[l + 1] = layer.residual() || layer.dropout() > 0 ? new float[size] : act[l];
    }
  }

  @Override
  public double lossSum() {
    return loss.lossSum();
  }

  @Override
  public long correct() {
    return loss.correct();
  }

  /** The losses of the rows {@code from..to} of the data, at most a shard, without dropout. */
  void evaluate(Dataset data, int from, int to) {
    shard = to - from;
    loss.reset();
    gather.take(data, from, to);
    forward(NO_STEP, 0, 0);
    loss.add(outputs(), gather.targets(), null, 1, data.threshold());
  }

  @Override
  public void gradient(
      Dataset data,
      int[] order,
      int from,
      int to,
      int place,
      int rows,
      long seed,
      long step,
      float[] gradient) {
    shard = to - from;
    loss.reset();
    gather.take(data, order, from, to);
    forward(step, seed, place);
    allocateDeltas();
    loss.add(outputs(), gather.targets(), delta[layers - 1], rows, data.threshold());
    Gather.clear(delta[layers - 1], shard, width);
    backward(gradient);
  }

  private void allocateDeltas() {
    for (int l = 0; l < layers && delta[l] == null; l++) {
      delta[l] = new float[pre[l].length];
    }
  }

  private Matrix block(float[] values, int units) {
    return Matrix.of(values, 0, units, width);
  }

  /** (samples, outputs) of the shard. */
  private Matrix outputs() {
    return block(out[layers], spec.outputs()).transposed().rows(0, shard);
  }

  private void forward(long step, long seed, int place) {
    for (int l = 0; l < layers; l++) {
      LayerSpec layer = spec.layers().get(l);
      ops.combine(weights[l], block(out[l], weights[l].cols()), block(pre[l], layer.units()));
      for (int u = 0; u < layer.units() && biasAt[l] >= 0; u++) {
        float bias = parameters[biasAt[l] + u];
        for (int k = u * width; k < (u + 1) * width; k++) {
          pre[l][k] += bias;
        }
      }
      int size = pre[l].length;
      ActivationLoops.apply(layer.activation(), pre[l], act[l], 0, size);
      if (layer.residual()) {
        add(act[l], out[l], out[l + 1], size);
      }
      if (layer.dropout() > 0) {
        if (!layer.residual()) {
          System.arraycopy(act[l], 0, out[l + 1], 0, size);
        }
        if (step != NO_STEP) {
          drawMask(l, step, seed, place);
          ActivationLoops.multiply(out[l + 1], mask[l], 0, size);
        }
      }
    }
  }

  private static void add(float[] a, float[] b, float[] sum, int n) {
    for (int i = 0; i < n; i++) {
      sum[i] = a[i] + b[i];
    }
  }

  private void drawMask(int l, long step, long seed, int place) {
    if (mask[l] == null) {
      mask[l] = new float[pre[l].length];
    }
    LayerSpec layer = spec.layers().get(l);
    int threshold = Dropout.threshold(layer.dropout());
    float kept = Dropout.kept(layer.dropout());
    for (int s = 0; s < shard; s++) {
      int key = Dropout.key(seed, step, l, place + s);
      for (int u = 0; u < layer.units(); u++) {
        mask[l][u * width + s] = Dropout.factor(key, u, threshold, kept);
      }
    }
  }

  private void backward(float[] gradient) {
    for (int l = layers - 1; l >= 0; l--) {
      LayerSpec layer = spec.layers().get(l);
      int size = pre[l].length;
      if (layer.dropout() > 0) {
        ActivationLoops.multiply(delta[l], mask[l], 0, size);
      }
      // what skips a residual layer is d loss / d output, before the activation's derivative
      float[] skipped = layer.residual() && l > 0 ? delta[l].clone() : null;
      ActivationLoops.multiplyByDerivative(layer.activation(), pre[l], act[l], delta[l], 0, size);
      if (l > 0) {
        ops.combine(
            weights[l].transposed(),
            block(delta[l], layer.units()),
            block(delta[l - 1], weights[l].cols()));
        if (skipped != null) {
          add(delta[l - 1], skipped, delta[l - 1], size);
        }
      }
      ParameterBlock w = layout.weights(l);
      ops.dots(
          block(delta[l], layer.units()),
          block(out[l], weights[l].cols()),
          Matrix.of(gradient, w.offset(), w.rows(), w.cols()));
      for (int u = 0; u < layer.units() && biasAt[l] >= 0; u++) {
        gradient[biasAt[l] + u] = sum(delta[l], u * width, width);
      }
    }
  }

  /** Eight sums, so that one addition need not wait for the one before it. */
  private static float sum(float[] values, int at, int n) {
    float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    for (int k = at; k < at + n; k += 8) { // n is a multiple of Ops.GRAIN
      a += values[k];
      b += values[k + 1];
      c += values[k + 2];
      d += values[k + 3];
      e += values[k + 4];
      f += values[k + 5];
      g += values[k + 6];
      h += values[k + 7];
    }
    return ((a + b) + (c + d)) + ((e + f) + (g + h));
  }
}
