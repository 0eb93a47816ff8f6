// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Networks of given widths, with random data. */
final class Networks {
  private Networks() {}

  /** What a kernel is made of, and data for it. */
  record Case(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, Dataset data) {}

  /** Hidden layers with ReLU, squared error, Adam. */
  static Case adam(int[] units, int rows) {
    NetworkSpec spec = relu(Loss.MSE, units);
    float[] parameters = TorchInit.parameters(spec, new TorchRandom(0));
    return new Case(spec, OptimiserSpec.adam(1e-3), parameters, data(spec, rows));
  }

  /** Hidden layers with ReLU, the last one linear. */
  static NetworkSpec relu(Loss loss, int... units) {
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < units.length; l++) {
      Activation activation = l == units.length - 1 ? Activation.IDENTITY : Activation.RELU;
      layers.add(new LayerSpec("l" + l, units[l], activation, true));
    }
    return new NetworkSpec(units[0], layers, loss);
  }

  /** Features in [0, 1); one class each, or targets in [0, 1). The same numbers as PyTorch's. */
  static Dataset data(NetworkSpec spec, int rows) {
    float[] x = HashData.numbers(0, rows * spec.inputs());
    int outputs = spec.outputs();
    float[] y = HashData.numbers(HashData.TARGETS, rows * outputs);
    if (spec.loss() != Loss.MSE) {
      Arrays.fill(y, 0);
      for (int r = 0; r < rows; r++) {
        y[r * outputs + HashData.bits(HashData.TARGETS + r) % outputs] = 1;
      }
    }
    return new Dataset(rows, spec.inputs(), outputs, x, y);
  }
}
