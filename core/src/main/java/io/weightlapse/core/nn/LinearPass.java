// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.Arrays;

/**
 * Least squares: the gradient of one linear unit with few inputs. Eight rows at a time are read
 * where they lie, once for their products and once, from cache, for the gradient.
 */
final class LinearPass implements ShardPass {
  /** More inputs than this fill vectors, which {@link SampleMajor} has. */
  private static final int MOST_INPUTS = 32;

  private static final int EIGHT = 8;

  private final float[] parameters;
  private final int weightsAt;
  private final int biasAt; // -1 for none
  private final float[] sums; // the gradient by the weights
  private final int[] starts = new int[EIGHT]; // of rows
  private final float[] outputs = new float[EIGHT]; // then what they are off by, then deltas
  private final Touch touch = new Touch();
  private double lossSum;
  private long correct;

  LinearPass(NetworkSpec spec, float[] parameters) {
    ParameterLayout layout = spec.layout();
    this.parameters = parameters;
    this.weightsAt = layout.weights(0).offset();
    this.biasAt = layout.hasBias(0) ? layout.block(0, Param.B).offset() : -1;
    this.sums = new float[spec.inputs()];
  }

  /** Whether a network is such a unit, and its loss the squared error. */
  static boolean fits(NetworkSpec spec) {
    LayerSpec first = spec.layers().get(0);
    return spec.layers().size() == 1
        && first.units() == 1
        && first.activation() == Activation.IDENTITY
        && first.dropout() == 0
        && !first.residual()
        && spec.loss() == Loss.MSE
        && spec.inputs() <= MOST_INPUTS;
  }

  @Override
  public double lossSum() {
    return lossSum;
  }

  @Override
  public long correct() {
    return correct;
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
    lossSum = 0;
    correct = 0;
    Arrays.fill(sums, 0);
    float scale = 2f / rows;
    float biasSum = 0;
    for (int at = from; at < to; at += Touch.GROUP) {
      int end = Math.min(to, at + Touch.GROUP);
      touch.rows(data, order, at, end);
      for (int s = at; s < end; s += EIGHT) {
        biasSum += rows(data, order, s, Math.min(EIGHT, end - s), scale);
      }
    }
    System.arraycopy(sums, 0, gradient, weightsAt, sums.length);
    if (biasAt >= 0) {
      gradient[biasAt] = biasSum;
    }
  }

  /** Adds {@code n} rows, at most eight; the sum of their derivatives by the output. */
  private float rows(Dataset data, int[] order, int from, int n, float scale) {
    int width = data.inputs();
    for (int r = 0; r < EIGHT; r++) {
      // a missing row is the last one again, with delta 0
      starts[r] = order[from + Math.min(r, n - 1)] * width;
    }
    outputs(data.features());
    float[] y = data.targets();
    float threshold = data.threshold();
    double squares = 0;
    float sum = 0;
    int wrong = 0;
    for (int r = 0; r < n; r++) {
      float target = y[order[from + r]];
      float off = outputs[r] - target;
      squares += (double) off * off;
      wrong += OutputLoss.part(outputs[r], target, threshold);
      outputs[r] = scale * off;
      sum += outputs[r];
    }
    Arrays.fill(outputs, n, EIGHT, 0);
    lossSum += squares;
    correct += n - wrong;
    add(data.features());
    return sum;
  }

  private void outputs(float[] x) {
    float[] w = parameters;
    int a = starts[0];
    int b = starts[1];
    int c = starts[2];
    int d = starts[3];
    int e = starts[4];
    int f = starts[5];
    int g = starts[6];
    int h = starts[7];
    float bias = biasAt >= 0 ? w[biasAt] : 0;
    float za = bias, zb = bias, zc = bias, zd = bias, ze = bias, zf = bias, zg = bias, zh = bias;
    for (int i = 0; i < sums.length; i++) {
      float wi = w[weightsAt + i];
      za = Math.fma(wi, x[a + i], za);
      zb = Math.fma(wi, x[b + i], zb);
      zc = Math.fma(wi, x[c + i], zc);
      zd = Math.fma(wi, x[d + i], zd);
      ze = Math.fma(wi, x[e + i], ze);
      zf = Math.fma(wi, x[f + i], zf);
      zg = Math.fma(wi, x[g + i], zg);
      zh = Math.fma(wi, x[h + i], zh);
    }
    outputs[0] = za;
    outputs[1] = zb;
    outputs[2] = zc;
    outputs[3] = zd;
    outputs[4] = ze;
    outputs[5] = zf;
    outputs[6] = zg;
    outputs[7] = zh;
  }

  /** Adds what the rows' deltas, in {@code outputs}, give to the gradient. */
  private void add(float[] x) {
    int a = starts[0];
    int b = starts[1];
    int c = starts[2];
    int d = starts[3];
    int e = starts[4];
    int f = starts[5];
    int g = starts[6];
    int h = starts[7];
    float da = outputs[0], db = outputs[1], dc = outputs[2], dd = outputs[3];
    float de = outputs[4], df = outputs[5], dg = outputs[6], dh = outputs[7];
    for (int i = 0; i < sums.length; i++) {
      float even = Math.fma(da, x[a + i], Math.fma(dc, x[c + i], sums[i]));
      float odd = Math.fma(db, x[b + i], dd * x[d + i]);
      even = Math.fma(de, x[e + i], Math.fma(dg, x[g + i], even));
      odd = Math.fma(df, x[f + i], Math.fma(dh, x[h + i], odd));
      sums[i] = even + odd;
    }
  }
}
