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
import java.util.List;
import java.util.SplittableRandom;

/** The wide trainings with a budget, on random data of the real shapes. */
enum Mlp {
  /** MNIST. */
  MNIST(
      16, 16_000, Loss.SOFTMAX_CROSS_ENTROPY, OptimiserSpec.adam(1e-3), 784, 1000, 100, 10, 10, 10),
  /** The same in longer minibatches. */
  MNIST_128(
      128,
      48_000,
      Loss.SOFTMAX_CROSS_ENTROPY,
      OptimiserSpec.adam(1e-3),
      784,
      1000,
      100,
      10,
      10,
      10),
  /** CIFAR-10. */
  CIFAR(
      4, 4_000, Loss.SOFTMAX_CROSS_ENTROPY, OptimiserSpec.momentum(1e-3, 0.9), 3072, 512, 256, 10),
  /** Least squares. */
  LEAST_SQUARES(10_000, 1_000_000, Loss.MSE, OptimiserSpec.sgd(0.01), 10, 1),
  /** Regression. */
  REGRESSION(10_000, 100_000, Loss.MSE, OptimiserSpec.sgd(0.01), 10, 40, 20, 1);

  private final int batch;
  private final int rows;
  private final OptimiserSpec optimiser;
  private final NetworkSpec spec;

  Mlp(int batch, int rows, Loss loss, OptimiserSpec optimiser, int... units) {
    this.batch = batch;
    this.rows = rows;
    this.optimiser = optimiser;
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < units.length; l++) {
      Activation activation = l == units.length - 1 ? Activation.IDENTITY : Activation.RELU;
      layers.add(new LayerSpec("l" + l, units[l], activation, true));
    }
    this.spec = new NetworkSpec(units[0], layers, loss);
  }

  int batch() {
    return batch;
  }

  NetworkSpec spec() {
    return spec;
  }

  OptimiserSpec optimiser() {
    return optimiser;
  }

  /** As PyTorch draws them from seed 0. */
  float[] initial() {
    return TorchInit.parameters(spec, new TorchRandom(0));
  }

  /** Uniform features in [0, 1); one class each, or uniform targets. */
  Dataset data() {
    SplittableRandom random = new SplittableRandom(0);
    float[] x = new float[rows * spec.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble();
    }
    float[] y = new float[rows * spec.outputs()];
    for (int r = 0; r < rows; r++) {
      if (spec.loss() == Loss.MSE) {
        y[r] = (float) random.nextDouble();
      } else {
        y[r * spec.outputs() + random.nextInt(spec.outputs())] = 1;
      }
    }
    return new Dataset(rows, spec.inputs(), spec.outputs(), x, y);
  }
}
