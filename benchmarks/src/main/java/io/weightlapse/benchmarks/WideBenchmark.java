// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Evaluation;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.NarrowKernel;
import io.weightlapse.core.nn.ReferenceKernel;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.nn.TinyKernel;
import io.weightlapse.core.nn.WideKernel;
import java.util.Arrays;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One step, and one forward pass over 4,096 samples, of wide networks; odd sizes too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WideBenchmark {
  private static final int ROWS = 4096;

  /** Units from inputs to outputs. */
  @Param({"784-1000-100-10-10-10", "3072-512-256-10", "10-40-20-1", "101-333-7"})
  String network;

  /** Rows of a minibatch. */
  @Param({"4", "16", "128"})
  int batch;

  /** Workers. */
  @Param({"1", "2"})
  int threads;

  /** Which kernel: the chosen one, or one by name. */
  @Param("chosen")
  String kernel;

  private Kernel trained;
  private Dataset data;
  private Tally tally;
  private int[] order;
  private int next;

  /** A network as PyTorch would draw it. */
  @Setup
  public void build() {
    int[] units = Arrays.stream(network.split("-", -1)).mapToInt(Integer::parseInt).toArray();
    Networks.Case made = Networks.adam(units, ROWS);
    data = made.data();
    KernelOptions options = KernelOptions.batch(batch).withThreads(threads);
    trained =
        switch (kernel) {
          case "chosen" ->
              Kernels.create(made.spec(), made.optimiser(), made.parameters(), options);
          case "wide" -> new WideKernel(made.spec(), made.optimiser(), made.parameters(), options);
          case "narrow" ->
              new NarrowKernel(made.spec(), made.optimiser(), made.parameters(), options);
          case "tiny" -> new TinyKernel(made.spec(), made.optimiser(), made.parameters());
          case "reference" -> new ReferenceKernel(made.spec(), made.optimiser(), made.parameters());
          default -> throw new IllegalArgumentException("kernel: was " + kernel);
        };
    tally = new Tally(made.parameters().length);
    order = new int[ROWS];
    Arrays.setAll(order, i -> i);
  }

  /** Ends the threads. */
  @TearDown
  public void close() {
    trained.close();
  }

  /** Forward, backward, update. */
  @Benchmark
  public void step() {
    next = next + batch > ROWS ? 0 : next;
    trained.step(data, order, next, next + batch, tally);
    next += batch;
  }

  /** Loss and accuracy of all samples. */
  @Benchmark
  public Evaluation evaluate() {
    return trained.evaluate(data, 0, ROWS);
  }
}
