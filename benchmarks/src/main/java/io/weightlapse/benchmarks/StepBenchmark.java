// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.ReferenceKernel;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.nn.TinyKernel;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One training step of one sample: tanh layers, a linear output, SGD with momentum. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {
  private static final int ROWS = 500;

  /** Units, inputs first: the XOR network, its 12-layer sister, and sizes that fit no vector. */
  @Param({"2-2-2-2-1", "2-2-2-2-2-2-2-2-2-2-2-2-1", "3-5-1", "7-13-11-3"})
  String network;

  /** Which kernel. */
  @Param({"tiny", "reference"})
  String kernel;

  private Kernel trained;
  private Dataset data;
  private Tally tally;
  private int[] order;
  private int next;

  /** Draws data and initial parameters. */
  @Setup
  public void build() {
    int[] units = Arrays.stream(network.split("-", -1)).mapToInt(Integer::parseInt).toArray();
    int outputs = units[units.length - 1];
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < units.length; l++) {
      Activation activation = l == units.length - 1 ? Activation.IDENTITY : Activation.TANH;
      layers.add(new LayerSpec("l" + l, units[l], activation, true));
    }
    NetworkSpec spec = new NetworkSpec(units[0], layers, Loss.MSE);
    OptimiserSpec optimiser = OptimiserSpec.momentum(0.005, 0.3);
    float[] parameters = TorchInit.parameters(spec, new TorchRandom(0));
    trained =
        kernel.equals("tiny")
            ? new TinyKernel(spec, optimiser, parameters)
            : new ReferenceKernel(spec, optimiser, parameters);
    Random random = new Random(0);
    data = new Dataset(ROWS, units[0], outputs, draw(random, units[0]), draw(random, outputs));
    tally = new Tally(parameters.length);
    order = new int[ROWS];
    Arrays.setAll(order, i -> i);
  }

  private static float[] draw(Random random, int columns) {
    float[] values = new float[ROWS * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** Forward, backward, update. */
  @Benchmark
  public void step() {
    trained.step(data, order, next, next + 1, tally);
    next = next + 1 == ROWS ? 0 : next + 1;
  }
}
