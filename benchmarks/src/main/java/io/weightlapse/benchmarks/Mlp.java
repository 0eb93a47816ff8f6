// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import java.util.Locale;

/** The wide trainings with a budget, on made-up data of the real shapes. */
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
  /** The MNIST network over as many samples as it trains on. */
  MNIST_FORWARD(
      16, 48_000, Loss.SOFTMAX_CROSS_ENTROPY, OptimiserSpec.adam(1e-3), 784, 1000, 100, 10, 10, 10),
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
    this.spec = Networks.relu(loss, units);
  }

  /** By its name on the command line: {@code least-squares}. */
  static Mlp named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
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

  /** Made up; the same as PyTorch's. */
  Dataset data() {
    return Networks.data(spec, rows);
  }
}
