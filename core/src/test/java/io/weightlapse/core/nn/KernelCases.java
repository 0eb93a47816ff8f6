// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Networks and data for tests of kernels. */
final class KernelCases {
  private KernelCases() {}

  /** A kernel under test. */
  interface Maker {
    Kernel make(
        NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, KernelOptions options);
  }

  /** Every fast kernel, with vectors and without. */
  static List<Maker> makers() {
    return List.of(
        (s, o, p, k) -> new TinyKernel(s, o, p, k.seed()),
        WideKernel::new,
        NarrowKernel::new,
        (s, o, p, k) -> new WideKernel(s, o, p, k, new ScalarOps()),
        (s, o, p, k) -> new NarrowKernel(s, o, p, k, new ScalarOps()));
  }

  static final List<String> NAMES =
      List.of("tiny", "wide", "narrow", "wide scalar", "narrow scalar");

  /** Hidden layers of that activation, the last one linear. */
  static NetworkSpec network(Loss loss, Activation activation, boolean bias, int... units) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < units.length; l++) {
      Activation a = l == units.length - 1 ? Activation.IDENTITY : activation;
      layers.add(new LayerSpec("l" + l, units[l], a, bias));
    }
    return new NetworkSpec(units[0], layers, loss);
  }

  static float[] parameters(NetworkSpec spec, long seed) {
    Random random = new Random(seed);
    float[] parameters = new float[spec.layout().size()];
    for (ParameterBlock b : spec.layout().blocks()) {
      for (int i = 0; i < b.size(); i++) {
        double scale = 1 / Math.sqrt(spec.layerInputs(b.layer()));
        parameters[b.offset() + i] = (float) (scale * random.nextGaussian());
      }
    }
    return parameters;
  }

  static Dataset data(NetworkSpec spec, int rows, long seed) {
    Random random = new Random(seed);
    float[] x = new float[rows * spec.inputs()];
    float[] y = new float[rows * spec.outputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int r = 0; r < rows; r++) {
      int o = random.nextInt(spec.outputs());
      y[r * spec.outputs() + o] = spec.outputs() > 1 ? 1 : (float) random.nextGaussian();
    }
    return new Dataset(rows, spec.inputs(), spec.outputs(), x, y);
  }

  /** 0, 1, 2, ... */
  static int[] order(int rows) {
    int[] order = new int[rows];
    Arrays.setAll(order, i -> rows - 1 - i);
    return order;
  }

  /** A network with every kind of layer: residual, dropout, both, neither. */
  static NetworkSpec mixed(Loss loss) {
    return new NetworkSpec(
        17,
        List.of(
            new LayerSpec("l1", 17, Activation.TANH, true).withResidual(),
            new LayerSpec("l2", 33, Activation.RELU, true).withDropout(0.3),
            new LayerSpec("l3", 33, Activation.SIGMOID, false).withResidual().withDropout(0.5),
            new LayerSpec("l4", 33, Activation.ARCTAN, true).withResidual(),
            new LayerSpec("l5", 3, Activation.IDENTITY, true)),
        loss);
  }
}
