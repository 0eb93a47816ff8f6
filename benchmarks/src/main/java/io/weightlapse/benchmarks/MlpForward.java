// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Evaluation;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import java.util.List;
import java.util.Map;

/**
 * Times the forward pass of one of the wide networks over all samples, with loss and accuracy.
 * Usage: {@code NAME [threads [rounds]]}.
 */
final class MlpForward {
  private MlpForward() {}

  public static void main(String[] args) throws Exception {
    Mlp mlp = Mlp.named(args[0]);
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 10;
    Dataset data = mlp.data();
    KernelOptions options = KernelOptions.batch(mlp.batch()).withThreads(threads);
    try (Kernel kernel = Kernels.create(mlp.spec(), mlp.optimiser(), mlp.initial(), options)) {
      Evaluation first = kernel.evaluate(data, 0, data.rows());
      List<Double> seconds = Repeats.seconds(rounds, () -> kernel.evaluate(data, 0, data.rows()));
      JsonLine.print(
          Map.of(
              "work",
              args[0],
              "kernel",
              kernel.getClass().getSimpleName(),
              "threads",
              threads,
              "loss",
              first.meanLoss(),
              "correct",
              first.correct(),
              "forward_seconds",
              seconds));
    }
  }
}
