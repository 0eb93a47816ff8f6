// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.Arrays;

/**
 * The forward pass over a block of samples kept unit after unit: {@code values[l][u * width + s]}
 * is unit u of layer l for sample s, so that every inner loop runs over samples and vectorises.
 * Built for landscapes, which change one unit and recompute only what follows from it.
 */
public final class BlockForward {
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final float[] parameters;
  private final int width;
  private final float[][] values; // [0] inputs, [l + 1] outputs of layer l
  private final float[][] pre; // [l] pre-activations of layer l
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
    this.values = new float[n + 1][];
    this.pre = new float[n][];
    values[0] = new float[spec.inputs() * width];
    for (int l = 0; l < n; l++) {
      values[l + 1] = new float[spec.layers().get(l).units() * width];
      pre[l] = new float[spec.layers().get(l).units() * width];
    }
    this.scratch = new float[width];
  }

  /** Loads the samples {@code from..to} as the current block. */
  public Block block(Dataset data, int from, int to) {
    int n = to - from;
    for (int s = 0; s < n; s++) {
      for (int i = 0; i < data.inputs(); i++) {
        values[0][i * width + s] = data.features()[(from + s) * data.inputs() + i];
      }
    }
    return new Block(data, from, n);
  }

  /** The current block; valid until the next one is loaded. */
  public final class Block {
    private final Dataset data;
    private final int from;
    private final int n;
    private float[] without = new float[0]; // pre-activations of a layer less one unit's share

    private Block(Dataset data, int from, int n) {
      this.data = data;
      this.from = from;
      this.n = n;
    }

    /** Computes layers 0 to {@code l}, both included. */
    public void upTo(int l) {
      for (int k = 0; k <= l; k++) {
        layer(k, -1, pre[k]);
        activate(k, 0, spec.layers().get(k).units());
      }
    }

    /** Computes layers {@code l + 1} to the last. */
    public void after(int l) {
      for (int k = l + 1; k < spec.layers().size(); k++) {
        layer(k, -1, pre[k]);
        activate(k, 0, spec.layers().get(k).units());
      }
    }

    /**
     * Prepares {@link #addUnit}: what layer {@code l + 1} gets from the other units of {@code l}.
     */
    public void withoutUnit(int l, int unit) {
      without = new float[pre[l + 1].length];
      layer(l + 1, unit, without);
    }

    /** Moves two weights of a unit of layer {@code l} and computes its output. */
    public void moveUnit(int l, int unit, int in0, float by0, int in1, float by1) {
      float[] x = values[l];
      float[] z = pre[l];
      int a = in0 * width;
      int b = in1 * width;
      int at = unit * width;
      float[] out = values[l + 1];
      for (int s = 0; s < n; s++) {
        scratch[s] = Math.fma(by0, x[a + s], Math.fma(by1, x[b + s], z[at + s]));
      }
      apply(spec.layers().get(l).activation(), scratch, 0, out, at);
    }

    /** Computes layer {@code l + 1} from {@link #withoutUnit} and that unit's output. */
    public void addUnit(int l, int unit) {
      ParameterBlock w = layout.weights(l + 1);
      float[] x = values[l + 1];
      int in = unit * width;
      for (int o = 0; o < w.rows(); o++) {
        float weight = parameters[w.offset() + o * w.cols() + unit];
        int at = o * width;
        for (int s = 0; s < n; s++) {
          pre[l + 1][at + s] = Math.fma(weight, x[in + s], without[at + s]);
        }
      }
      activate(l + 1, 0, w.rows());
    }

    private void layer(int l, int skip, float[] out) {
      ParameterBlock w = layout.weights(l);
      int bias = layout.hasBias(l) ? layout.block(l, Param.B).offset() : -1;
      float[] x = values[l];
      for (int o = 0; o < w.rows(); o++) {
        int at = o * width;
        Arrays.fill(out, at, at + n, bias < 0 ? 0 : parameters[bias + o]);
        for (int i = 0; i < w.cols(); i++) {
          if (i == skip) {
            continue;
          }
          float weight = parameters[w.offset() + o * w.cols() + i];
          int in = i * width;
          for (int s = 0; s < n; s++) {
            out[at + s] = Math.fma(weight, x[in + s], out[at + s]);
          }
        }
      }
    }

    private void activate(int l, int unit0, int units) {
      Activation a = spec.layers().get(l).activation();
      for (int o = unit0; o < units; o++) {
        apply(a, pre[l], o * width, values[l + 1], o * width);
      }
    }

    private void apply(Activation a, float[] z, int from0, float[] out, int to) {
      switch (a) {
        case IDENTITY -> System.arraycopy(z, from0, out, to, n);
        case TANH -> {
          for (int s = 0; s < n; s++) {
            out[to + s] = FastMath.tanh(z[from0 + s]);
          }
        }
        case RELU -> {
          for (int s = 0; s < n; s++) {
            out[to + s] = Math.max(0, z[from0 + s]);
          }
        }
        default -> {
          for (int s = 0; s < n; s++) {
            out[to + s] = (float) a.apply(z[from0 + s]);
          }
        }
      }
    }

    /** Sum of the loss over the block's samples. */
    public double lossSum() {
      return spec.loss() == Loss.MSE ? squaredErrors() : crossEntropies();
    }

    private double squaredErrors() {
      float[] out = values[values.length - 1];
      int outputs = data.outputs();
      double sum = 0;
      for (int o = 0; o < outputs; o++) {
        for (int s = 0; s < n; s++) {
          double d = (double) out[o * width + s] - data.targets()[(from + s) * outputs + o];
          sum += d * d;
        }
      }
      return sum / outputs;
    }

    private double crossEntropies() {
      float[] out = values[values.length - 1];
      int outputs = data.outputs();
      double total = 0;
      for (int s = 0; s < n; s++) {
        double max = Double.NEGATIVE_INFINITY;
        for (int o = 0; o < outputs; o++) {
          max = Math.max(max, out[o * width + s]);
        }
        double sum = 0;
        double chosen = 0;
        for (int o = 0; o < outputs; o++) {
          sum += Math.exp(out[o * width + s] - max);
          chosen += (double) data.targets()[(from + s) * outputs + o] * out[o * width + s];
        }
        total += Math.log(sum) + max - chosen;
      }
      return total;
    }

    /** Samples of the block whose class is right. */
    public int correct() {
      float[] out = values[values.length - 1];
      int outputs = data.outputs();
      int correct = 0;
      for (int s = 0; s < n; s++) {
        int best = 0;
        if (outputs == 1) {
          best = out[s] > 0.5f ? 1 : 0;
        }
        for (int o = 1; o < outputs; o++) {
          best = out[o * width + s] > out[best * width + s] ? o : best;
        }
        correct += best == data.label(from + s) ? 1 : 0;
      }
      return correct;
    }
  }
}
