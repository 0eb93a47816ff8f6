// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The forward pass without dropout for pictures, which are many points of narrow networks: in
 * float, unit after unit over a block of rows, so that loops run along the rows in vectors. Its
 * oracle is {@link Forward}.
 */
public final class FastForward {
  private static final int BLOCK = 512; // rows: a layer of 8 units stays in the first-level cache

  private FastForward() {}

  /**
   * The output of each layer.
   *
   * @param parameters flat, in the layout of {@code spec}
   * @param features rows x inputs
   * @return for each layer rows x units
   */
  public static List<float[]> layerOutputs(
      NetworkSpec spec, float[] parameters, float[] features, int rows) {
    List<float[]> outputs = new ArrayList<>();
    int widest = spec.inputs();
    for (LayerSpec layer : spec.layers()) {
      outputs.add(new float[Math.multiplyExact(rows, layer.units())]);
      widest = Math.max(widest, layer.units());
    }
    float[] in = new float[widest * BLOCK]; // (units, BLOCK)
    float[] out = new float[widest * BLOCK];
    float[] sums = new float[BLOCK];
    float[] values = new float[BLOCK];
    for (int from = 0; from < rows; from += BLOCK) {
      int n = Math.min(BLOCK, rows - from);
      turn(features, from, n, spec.inputs(), in);
      for (int l = 0; l < outputs.size(); l++) {
        int units = spec.layers().get(l).units();
        for (int o = 0; o < units; o++) {
          unit(spec, l, o, parameters, in, sums, values, n);
          System.arraycopy(values, 0, out, o * BLOCK, n);
        }
        turnBack(out, outputs.get(l), from, n, units);
        float[] swap = in;
        in = out;
        out = swap;
      }
    }
    return outputs;
  }

  /** The network's outputs, rows x outputs. */
  public static float[] outputs(NetworkSpec spec, float[] parameters, float[] features, int rows) {
    List<float[]> all = layerOutputs(spec, parameters, features, rows);
    return all.get(all.size() - 1);
  }

  private static void unit(
      NetworkSpec spec,
      int l,
      int o,
      float[] parameters,
      float[] in,
      float[] sums,
      float[] values,
      int n) {
    ParameterLayout layout = spec.layout();
    LayerSpec layer = spec.layers().get(l);
    ParameterBlock w = layout.weights(l);
    float bias = layout.hasBias(l) ? parameters[layout.block(l, Param.B).offset() + o] : 0;
    Arrays.fill(sums, 0, n, bias);
    for (int i = 0; i < w.cols(); i++) {
      add(parameters[w.offset() + o * w.cols() + i], in, i * BLOCK, sums, n);
    }
    ActivationLoops.apply(layer.activation(), sums, values, 0, n);
    if (layer.residual()) {
      add(1, in, o * BLOCK, values, n);
    }
  }

  private static void add(float weight, float[] in, int at, float[] sums, int n) {
    for (int r = 0; r < n; r++) {
      sums[r] += weight * in[at + r];
    }
  }

  private static void turn(float[] rows, int from, int n, int cols, float[] to) {
    for (int c = 0; c < cols; c++) {
      for (int r = 0, at = from * cols + c; r < n; r++, at += cols) {
        to[c * BLOCK + r] = rows[at];
      }
    }
  }

  private static void turnBack(float[] from, float[] rows, int first, int n, int cols) {
    for (int c = 0; c < cols; c++) {
      for (int r = 0, at = first * cols + c; r < n; r++, at += cols) {
        rows[at] = from[c * BLOCK + r];
      }
    }
  }
}
