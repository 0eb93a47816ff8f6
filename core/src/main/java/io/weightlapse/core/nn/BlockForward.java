// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The forward pass over a block of samples, one array for each unit: {@code values[l][u][s]} is
 * unit u of layer l for sample s. Every inner loop runs over samples, and over arrays indexed by
 * the same s: with an offset that differs from array to array, HotSpot 17 would not vectorise it.
 * Built for landscapes, which change one unit and recompute only what follows from it.
 */
public final class BlockForward {
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final float[] parameters;
  private final int width;
  private final float[][][] values; // [0] inputs, [l + 1] outputs of layer l
  private final float[][][] pre; // [l] pre-activations of layer l
  private final float[] ones; // what a bias is multiplied by
  private final float[] scratch;

  /**
   * A pass with the given parameters, which are not copied.
   *
   * @param width the most samples of a block
   */
  public BlockForward(NetworkSpec spec, float[] parameters, int width) {
    this.spec = spec;
    this.layout = spec.layout();
    this.parameters = parameters;
    this.width = width;
    int n = spec.layers().size();
    this.values = new float[n + 1][][];
    this.pre = new float[n][][];
    values[0] = new float[spec.inputs()][width];
    for (int l = 0; l < n; l++) {
      values[l + 1] = new float[spec.layers().get(l).units()][width];
      pre[l] = new float[spec.layers().get(l).units()][width];
    }
    this.scratch = new float[width];
    this.ones = new float[width];
    Arrays.fill(ones, 1);
  }

  /** Loads the samples {@code from..to} as the current block. */
  public Block block(Dataset data, int from, int to) {
    int n = to - from;
    for (int s = 0; s < n; s++) {
      for (int i = 0; i < data.inputs(); i++) {
        values[0][i][s] = data.features()[(from + s) * data.inputs() + i];
      }
    }
    return new Block(data, from, n);
  }

  /** The current block; valid until the next one is loaded. */
  public final class Block {
    private final int n;
    private final int[] labels;
    private final float threshold; // of a single output
    private final float[][] targets; // as the last layer's values
    private float[][] without = new float[0][]; // pre-activations of a layer less one unit's share

    private Block(Dataset data, int from, int n) {
      this.n = n;
      this.labels = new int[n];
      this.threshold = data.threshold();
      this.targets = new float[data.outputs()][n];
      for (int s = 0; s < n; s++) {
        labels[s] = data.label(from + s);
        for (int o = 0; o < targets.length; o++) {
          targets[o][s] = data.targets()[(from + s) * targets.length + o];
        }
      }
    }

    /** Computes layers 0 to {@code l}, both included. */
    public void upTo(int l) {
      for (int k = 0; k <= l; k++) {
        layer(k, -1, pre[k]);
        activate(k);
      }
    }

    /** Computes layers {@code l + 1} to the last. */
    public void after(int l) {
      for (int k = l + 1; k < spec.layers().size(); k++) {
        layer(k, -1, pre[k]);
        activate(k);
      }
    }

    /**
     * Prepares {@link #addUnit}: what layer {@code l + 1} gets from the other units of {@code l}.
     */
    public void withoutUnit(int l, int unit) {
      without = new float[pre[l + 1].length][width];
      layer(l + 1, unit, without);
    }

    /**
     * Moves two weights of a unit of layer {@code l} and computes its output.
     *
     * @param in0 input of the first, or -1 for the bias
     * @param in1 input of the second, or -1 for the bias
     */
    public void moveUnit(int l, int unit, int in0, float by0, int in1, float by1) {
      float[] x0 = in0 < 0 ? ones : values[l][in0];
      float[] x1 = in1 < 0 ? ones : values[l][in1];
      float[] z = pre[l][unit];
      float[] moved = scratch;
      for (int s = 0; s < n; s++) {
        moved[s] = Math.fma(by0, x0[s], Math.fma(by1, x1[s], z[s]));
      }
      apply(spec.layers().get(l).activation(), moved, values[l + 1][unit], n);
      skip(l, unit);
    }

    /** Computes layer {@code l + 1} from {@link #withoutUnit} and that unit's output. */
    public void addUnit(int l, int unit) {
      ParameterBlock w = layout.weights(l + 1);
      for (int o = 0; o < w.rows(); o++) {
        float weight = parameters[w.offset() + o * w.cols() + unit];
        multiplyAdd(weight, values[l + 1][unit], without[o], pre[l + 1][o], n);
      }
      activate(l + 1);
    }

    private void layer(int l, int skip, float[][] out) {
      ParameterBlock w = layout.weights(l);
      int bias = layout.hasBias(l) ? layout.block(l, Param.B).offset() : -1;
      for (int o = 0; o < w.rows(); o++) {
        Arrays.fill(out[o], 0, n, bias < 0 ? 0 : parameters[bias + o]);
        for (int i = 0; i < w.cols(); i++) {
          if (i != skip) {
            float weight = parameters[w.offset() + o * w.cols() + i];
            multiplyAdd(weight, values[l][i], out[o], out[o], n);
          }
        }
      }
    }

    private void activate(int l) {
      Activation a = spec.layers().get(l).activation();
      for (int o = 0; o < pre[l].length; o++) {
        apply(a, pre[l][o], values[l + 1][o], n);
        skip(l, o);
      }
    }

    /** A residual layer's output has its input added. */
    private void skip(int l, int unit) {
      if (spec.layers().get(l).residual()) {
        multiplyAdd(1, values[l][unit], values[l + 1][unit], values[l + 1][unit], n);
      }
    }

    /**
     * Units of layer {@code l}, computed before, whose pre-activation is above 0 for no sample: a
     * ReLU gives 0 for each. Ascending; a NaN is not silence.
     */
    public List<Integer> silent(int l) {
      List<Integer> silent = new ArrayList<>();
      for (int u = 0; u < pre[l].length; u++) {
        int s = 0;
        while (s < n && pre[l][u][s] <= 0) {
          s++;
        }
        if (s == n) {
          silent.add(u);
        }
      }
      return silent;
    }

    /** Sum of the loss over the block's samples. */
    public double lossSum() {
      return spec.loss() == Loss.MSE ? squaredErrors() : crossEntropies();
    }

    private double squaredErrors() {
      float[][] out = values[values.length - 1];
      int outputs = targets.length;
      double sum = 0;
      for (int o = 0; o < outputs; o++) {
        sum += squaredError(out[o], targets[o], n);
      }
      return sum / outputs;
    }

    private double crossEntropies() {
      float[][] out = values[values.length - 1];
      int outputs = targets.length;
      double total = 0;
      for (int s = 0; s < n; s++) {
        double max = Double.NEGATIVE_INFINITY;
        for (int o = 0; o < outputs; o++) {
          max = Math.max(max, out[o][s]);
        }
        double sum = 0;
        double chosen = 0;
        for (int o = 0; o < outputs; o++) {
          sum += Math.exp(out[o][s] - max);
          chosen += (double) targets[o][s] * out[o][s];
        }
        total += Math.log(sum) + max - chosen;
      }
      return total;
    }

    /** Samples of the block whose class is right. */
    public int correct() {
      float[][] out = values[values.length - 1];
      int outputs = targets.length;
      int correct = 0;
      for (int s = 0; s < n; s++) {
        int best = 0;
        if (outputs == 1) {
          best = out[0][s] > threshold ? 1 : 0;
        }
        for (int o = 1; o < outputs; o++) {
          best = out[o][s] > out[best][s] ? o : best;
        }
        correct += best == labels[s] ? 1 : 0;
      }
      return correct;
    }
  }

  /** Two sums, so that one addition need not wait for the one before it. */
  private static double squaredError(float[] out, float[] target, int n) {
    double even = 0;
    double odd = 0;
    int s = 0;
    for (; s + 1 < n; s += 2) {
      double d0 = (double) out[s] - target[s];
      double d1 = (double) out[s + 1] - target[s + 1];
      even += d0 * d0;
      odd += d1 * d1;
    }
    if (s < n) {
      double d = (double) out[s] - target[s];
      even += d * d;
    }
    return even + odd;
  }

  /** sum = weight x + z */
  private static void multiplyAdd(float weight, float[] x, float[] z, float[] sum, int n) {
    for (int s = 0; s < n; s++) {
      sum[s] = Math.fma(weight, x[s], z[s]);
    }
  }

  private static void apply(Activation a, float[] z, float[] out, int n) {
    switch (a) {
      case IDENTITY -> System.arraycopy(z, 0, out, 0, n);
      case TANH -> tanh(z, out, n);
      case RELU -> {
        for (int s = 0; s < n; s++) {
          out[s] = Math.max(0, z[s]);
        }
      }
      default -> {
        for (int s = 0; s < n; s++) {
          out[s] = (float) a.apply(z[s]);
        }
      }
    }
  }

  private static void tanh(float[] z, float[] out, int n) {
    for (int s = 0; s < n; s++) {
      out[s] = FastMath.tanh(z[s]);
    }
  }
}
