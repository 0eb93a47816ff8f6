// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.ArrayList;
import java.util.List;

/** The plain forward pass without dropout, layer by layer, for pictures and checks. */
public final class Forward {
  private Forward() {}

  /**
   * The output of each layer.
   *
   * @param parameters flat, in the layout of {@code spec}
   * @param features rows x inputs
   * @return for each layer rows x units
   */
  public static List<float[]> layerOutputs(
      NetworkSpec spec, float[] parameters, float[] features, int rows) {
    ParameterLayout layout = spec.layout();
    List<float[]> outputs = new ArrayList<>();
    float[] in = features;
    for (int l = 0; l < spec.layers().size(); l++) {
      in = layer(spec, layout, l, parameters, in, rows);
      outputs.add(in);
    }
    return outputs;
  }

  /** The network's outputs, rows x outputs. */
  public static float[] outputs(NetworkSpec spec, float[] parameters, float[] features, int rows) {
    List<float[]> all = layerOutputs(spec, parameters, features, rows);
    return all.get(all.size() - 1);
  }

  private static float[] layer(
      NetworkSpec spec, ParameterLayout layout, int l, float[] parameters, float[] in, int rows) {
    ParameterBlock w = layout.weights(l);
    int bias = layout.hasBias(l) ? layout.block(l, Param.B).offset() : -1;
    Activation activation = spec.layers().get(l).activation();
    float[] out = new float[Math.multiplyExact(rows, w.rows())];
    for (int r = 0; r < rows; r++) {
      for (int o = 0; o < w.rows(); o++) {
        double z = bias < 0 ? 0 : parameters[bias + o];
        for (int i = 0; i < w.cols(); i++) {
          z += (double) parameters[w.offset() + o * w.cols() + i] * in[r * w.cols() + i];
        }
        double skipped = spec.layers().get(l).residual() ? in[r * w.cols() + o] : 0;
        out[r * w.rows() + o] = (float) (activation.apply(z) + skipped);
      }
    }
    return out;
  }
}
