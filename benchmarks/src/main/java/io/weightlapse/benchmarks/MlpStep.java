// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Evaluation;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Times the steps of one of the wide networks, and its forward pass, on random data; prints seconds
 * a step and seconds of a forward pass. Usage: {@code NAME [threads [rounds]]}.
 */
final class MlpStep {
  private MlpStep() {}

  public static void main(String[] args) {
    Mlp mlp = Mlp.valueOf(args[0].toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 8;
    Dataset data = mlp.data();
    KernelOptions options = KernelOptions.batch(mlp.batch()).withThreads(threads);
    try (Kernel kernel = Kernels.create(mlp.spec(), mlp.optimiser(), mlp.initial(), options)) {
      List<Double> steps = new ArrayList<>();
      List<Double> passes = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        steps.add(epoch(kernel, mlp, data));
        passes.add(pass(kernel, data));
      }
      JsonLine.print(
          Map.of(
              "work",
              args[0],
              "kernel",
              kernel.getClass().getSimpleName(),
              "threads",
              threads,
              "seconds_per_step",
              steps,
              "forward_rows",
              data.rows(),
              "forward_seconds",
              passes));
    }
  }

  /** Shuffles, then trains on every sample; seconds a step, shuffling included. */
  private static double epoch(Kernel kernel, Mlp mlp, Dataset data) {
    long begin = System.nanoTime();
    int[] order = new int[data.rows()];
    Arrays.setAll(order, i -> i);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    Tally tally = new Tally(kernel.parameters().length);
    int steps = 0;
    for (int at = 0; at < data.rows(); at += mlp.batch()) {
      kernel.step(data, order, at, Math.min(data.rows(), at + mlp.batch()), tally);
      steps++;
    }
    double seconds = (System.nanoTime() - begin) / 1e9 / steps;
    if (!(tally.meanLoss() < 1e6)) {
      throw new IllegalStateException("the training diverged: loss " + tally.meanLoss());
    }
    return seconds;
  }

  private static double pass(Kernel kernel, Dataset data) {
    long begin = System.nanoTime();
    Evaluation evaluation = kernel.evaluate(data, 0, data.rows());
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (!(evaluation.meanLoss() < 1e6)) {
      throw new IllegalStateException("the training diverged: loss " + evaluation.meanLoss());
    }
    return seconds;
  }
}
