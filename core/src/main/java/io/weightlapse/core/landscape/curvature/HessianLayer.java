// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterLayout;

/**
 * One layer's values over a block of samples: (units, samples) or (samples, units), and what
 * follows them when the parameters move along a direction, written with an r before.
 */
final class HessianLayer {
  final int units;
  final int inputs;
  final int weights; // where they begin in the flat parameters
  final int bias; // the same, or -1
  final Activation activation;
  final boolean residual;
  final double[][] x; // inputs, (inputs, samples): the outputs of the layer before
  final double[][] rx; // null for the first layer, whose inputs do not move
  final double[][] xByRow; // (samples, inputs)
  final double[][] rxByRow;
  final double[][] z; // pre-activations
  final double[][] rz;
  final double[][] out; // outputs
  final double[][] rout;
  final double[][] d; // derivatives by the outputs, then by the pre-activations
  final double[][] rd;

  HessianLayer(NetworkSpec network, int l, HessianLayer before, int samples) {
    ParameterLayout layout = network.layout();
    LayerSpec layer = network.layers().get(l);
    this.units = layer.units();
    this.inputs = network.layerInputs(l);
    this.weights = layout.weights(l).offset();
    this.bias = layout.hasBias(l) ? layout.block(l, Param.B).offset() : -1;
    this.activation = layer.activation();
    this.residual = layer.residual();
    this.x = before == null ? Rows.zeros(inputs, samples) : before.out;
    this.rx = before == null ? null : before.rout;
    this.xByRow = Rows.zeros(samples, inputs);
    this.rxByRow = before == null ? null : Rows.zeros(samples, inputs);
    this.z = Rows.zeros(units, samples);
    this.rz = Rows.zeros(units, samples);
    this.out = Rows.zeros(units, samples);
    this.rout = Rows.zeros(units, samples);
    this.d = Rows.zeros(units, samples);
    this.rd = Rows.zeros(units, samples);
  }

  /** Pre-activations and outputs of a unit for n samples; without v the moving parts are left. */
  void forward(int u, int n, double[] w, double[] v) {
    start(z[u], w, u, n);
    int row = weights + u * inputs;
    Rows.add(z[u], 0, n, w, row, 1, x, 0, inputs);
    for (int s = 0; s < n; s++) {
      out[u][s] = activation.apply(z[u][s]) + (residual ? x[u][s] : 0);
    }
    if (v == null) {
      return;
    }
    start(rz[u], v, u, n);
    Rows.add(rz[u], 0, n, v, row, 1, x, 0, inputs);
    if (rx != null) {
      Rows.add(rz[u], 0, n, w, row, 1, rx, 0, inputs);
    }
    for (int s = 0; s < n; s++) {
      double slope = activation.derivative(z[u][s], out[u][s] - (residual ? x[u][s] : 0));
      rout[u][s] = slope * rz[u][s] + (residual && rx != null ? rx[u][s] : 0);
    }
  }

  private void start(double[] z, double[] parameters, int u, int n) {
    java.util.Arrays.fill(z, 0, n, bias < 0 ? 0 : parameters[bias + u]);
  }

  /**
   * Derivatives by the layer's input i, of which {@link #d} and {@link #rd} by the pre-activations
   * are known.
   *
   * @param below the layer before, whose outputs the input is
   * @param skipped derivatives by this layer's outputs, and what follows them, if it is residual
   */
  void backward(
      int i,
      int n,
      double[] w,
      double[] v,
      HessianLayer below,
      double[][] skipped,
      double[][] rskipped) {
    fill(below.d[i], residual ? skipped[i] : null, n);
    Rows.add(below.d[i], 0, n, w, weights + i, inputs, d, 0, units);
    if (v != null) {
      fill(below.rd[i], residual ? rskipped[i] : null, n);
      Rows.add(below.rd[i], 0, n, w, weights + i, inputs, rd, 0, units);
      Rows.add(below.rd[i], 0, n, v, weights + i, inputs, d, 0, units);
    }
  }

  private static void fill(double[] to, double[] from, int n) {
    if (from == null) {
      java.util.Arrays.fill(to, 0, n, 0);
    } else {
      System.arraycopy(from, 0, to, 0, n);
    }
  }

  /** Makes derivatives by the pre-activations of those by the outputs. */
  void throughActivation(int u, int n, boolean moving) {
    for (int s = 0; s < n; s++) {
      double a = out[u][s] - (residual ? x[u][s] : 0);
      double slope = activation.derivative(z[u][s], a);
      if (moving) {
        double bend = SecondDerivative.of(activation, z[u][s], a);
        rd[u][s] = slope * rd[u][s] + bend * d[u][s] * rz[u][s];
      }
      d[u][s] *= slope;
    }
  }

  /** Adds unit u's part of the gradient to {@code sum}, or of the Hessian's product. */
  void addTo(int u, int n, double[] row, double[] sum, boolean moving) {
    double[] outer = moving ? rd[u] : d[u];
    int at = weights + u * inputs;
    System.arraycopy(sum, at, row, 0, inputs);
    for (int from = 0; from < inputs; from += STRETCH) {
      int to = Math.min(inputs, from + STRETCH);
      Rows.add(row, from, to, outer, 0, 1, xByRow, 0, n);
      if (moving && rx != null) {
        Rows.add(row, from, to, d[u], 0, 1, rxByRow, 0, n);
      }
    }
    System.arraycopy(row, 0, sum, at, inputs);
    if (bias >= 0) {
      for (int s = 0; s < n; s++) {
        sum[bias + u] += outer[s];
      }
    }
  }

  /** Columns of the samples' rows that stay in the first-level cache. */
  private static final int STRETCH = 64;
}
