// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.Tally;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Times the steps of one of the wide networks on made-up data; prints the losses of the first steps
 * in file order, how far they moved each tensor, and seconds a step. Usage: {@code NAME [threads
 * [rounds]]}.
 */
final class MlpStep {
  private static final int CHECKED = 10; // steps whose losses are printed

  private MlpStep() {}

  public static void main(String[] args) {
    Mlp mlp = Mlp.named(args[0]);
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 8;
    Dataset data = mlp.data();
    KernelOptions options = KernelOptions.batch(mlp.batch()).withThreads(threads);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("work", args[0]);
    report.put("threads", threads);
    try (Kernel kernel = Kernels.create(mlp.spec(), mlp.optimiser(), mlp.initial(), options)) {
      report.put("kernel", kernel.getClass().getSimpleName());
      report.put("losses", losses(kernel, mlp, data));
      report.put("moves", moves(kernel, mlp));
    }
    try (Kernel kernel = Kernels.create(mlp.spec(), mlp.optimiser(), mlp.initial(), options)) {
      List<Double> steps = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        steps.add(epoch(kernel, mlp, data));
      }
      report.put("seconds_per_step", steps);
    }
    JsonLine.print(report);
  }

  private static List<Double> losses(Kernel kernel, Mlp mlp, Dataset data) {
    int[] order = new int[data.rows()];
    Arrays.setAll(order, i -> i);
    List<Double> losses = new ArrayList<>();
    for (int at = 0; at < CHECKED * mlp.batch(); at += mlp.batch()) {
      Tally tally = new Tally(kernel.parameters().length);
      kernel.step(data, order, at, at + mlp.batch(), tally);
      losses.add(tally.meanLoss());
    }
    return losses;
  }

  private static List<Double> moves(Kernel kernel, Mlp mlp) {
    float[] before = mlp.initial();
    List<Double> moves = new ArrayList<>();
    for (ParameterBlock block : mlp.spec().layout().blocks()) {
      double squares = 0;
      for (int i = block.offset(); i < block.offset() + block.size(); i++) {
        double move = (double) kernel.parameters()[i] - before[i];
        squares += move * move;
      }
      moves.add(Math.sqrt(squares));
    }
    return moves;
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
}
