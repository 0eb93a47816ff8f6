// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** One layer of {@link WideKernel}: its values for a chunk of samples, each (samples, units). */
final class WideLayer {
  private final LayerSpec spec;
  private final int index;
  private final float[] parameters;
  private final Matrix weights; // (units, inputs)
  private final int biasAt; // -1 for none
  private final Ops ops;
  private final long seed;
  private final boolean plain; // the activations are the outputs
  private float[] in = new float[0]; // (samples, inputs)
  private int samples;
  private float[] pre = new float[0];
  private float[] act = new float[0];
  private float[] out = new float[0];
  private float[] mask = new float[0]; // dropout's factors
  private float[] delta = new float[0]; // d loss / d output, then / d pre-activation
  private float[] skipped = new float[0]; // of a residual layer: d loss / d (activation + input)

  WideLayer(NetworkSpec network, int index, float[] parameters, Ops ops, long seed) {
    ParameterLayout layout = network.layout();
    ParameterBlock w = layout.weights(index);
    this.spec = network.layers().get(index);
    this.index = index;
    this.parameters = parameters;
    this.weights = Matrix.of(parameters, w.offset(), w.rows(), w.cols());
    this.biasAt = layout.hasBias(index) ? layout.block(index, Param.B).offset() : -1;
    this.ops = ops;
    this.seed = seed;
    this.plain = !spec.residual() && spec.dropout() == 0;
  }

  int inputs() {
    return weights.cols();
  }

  int units() {
    return weights.rows();
  }

  int weightsAt() {
    return weights.at();
  }

  int biasAt() {
    return biasAt;
  }

  boolean hasBias() {
    return biasAt >= 0;
  }

  /** d loss / d output, (samples, units). */
  float[] delta() {
    return delta;
  }

  /** Outputs of the current chunk, (samples, units). */
  Matrix outputs() {
    return matrix(out);
  }

  private Matrix matrix(float[] values) {
    return Matrix.of(values, 0, samples, units());
  }

  /**
   * Takes the inputs of a chunk.
   *
   * @param newIn (samples, inputs)
   */
  void begin(float[] newIn, int newSamples) {
    in = newIn;
    samples = newSamples;
    int size = samples * units();
    if (pre.length < size) {
      pre = new float[size];
      act = new float[size];
      delta = new float[size];
      out = plain ? act : new float[size];
      mask = new float[spec.dropout() > 0 ? size : 0];
      skipped = new float[spec.residual() ? size : 0];
    }
  }

  /** Computes the units {@code from..to} of the chunk, whose first place is {@code place}. */
  void forward(int from, int to, long step, int place) {
    Matrix x = Matrix.of(in, 0, samples, inputs());
    ops.dots(weights.rows(from, to), x, matrix(pre).cols(from, to).transposed());
    for (int s = 0; s < samples; s++) {
      int row = s * units();
      for (int u = from; u < to && hasBias(); u++) {
        pre[row + u] += parameters[biasAt + u];
      }
      ActivationLoops.apply(spec.activation(), pre, act, row + from, row + to);
      if (!plain) {
        follow(row, from, to, Dropout.key(seed, step, index, place + s));
      }
    }
  }

  private void follow(int row, int from, int to, int key) {
    System.arraycopy(act, row + from, out, row + from, to - from);
    if (spec.residual()) {
      for (int k = row + from; k < row + to; k++) {
        out[k] += in[k];
      }
    }
    if (spec.dropout() > 0) {
      Dropout.factors(key, spec.dropout(), mask, row, from, to);
      ActivationLoops.multiply(out, mask, row + from, row + to);
    }
  }

  /** Turns d loss / d output of the last layer into d loss / d pre-activation. */
  void outputDelta() {
    throughOutput(0, samples * units());
  }

  private void throughOutput(int from, int to) {
    if (spec.dropout() > 0) {
      ActivationLoops.multiply(delta, mask, from, to);
    }
    if (spec.residual()) {
      System.arraycopy(delta, from, skipped, from, to - from);
    }
    ActivationLoops.multiplyByDerivative(spec.activation(), pre, act, delta, from, to);
  }

  /** Computes d loss / d pre-activation of the units {@code from..to} of the layer below. */
  void backward(WideLayer below, int from, int to) {
    Matrix to0 = Matrix.of(below.delta, 0, samples, below.units()).cols(from, to);
    ops.combine(matrix(delta), weights.cols(from, to), to0);
    for (int s = 0; s < samples; s++) {
      int row = s * below.units();
      if (spec.residual()) {
        for (int k = row + from; k < row + to; k++) {
          below.delta[k] += skipped[k];
        }
      }
      below.throughOutput(row + from, row + to);
    }
  }

  /**
   * The gradient of the rows {@code from..to}: weights, then biases.
   *
   * @param into from 0 on
   */
  void gradient(int from, int to, float[] into) {
    int n = (to - from) * inputs();
    Matrix x = Matrix.of(in, 0, samples, inputs());
    Matrix d = matrix(delta).cols(from, to);
    ops.combine(d.transposed(), x, Matrix.of(into, 0, to - from, inputs()));
    if (hasBias()) {
      java.util.Arrays.fill(into, n, n + to - from, 0);
      for (int s = 0; s < samples; s++) {
        int row = s * units() + from;
        for (int u = 0; u < to - from; u++) {
          into[n + u] += delta[row + u];
        }
      }
    }
  }
}
