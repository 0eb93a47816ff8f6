// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.PlaneOps;
import java.util.SplittableRandom;
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

/**
 * The inner loops of planes, for one tile of 64 samples: the fused pass over 128 units of the first
 * layer, and the product of 100 units with these: 1.64 MFLOP.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlaneBenchmark {
  private static final int UNITS = 128;
  private static final int NEXT = 100;

  /** What follows the fused pass. */
  @Param({"RELU", "TANH", "SIGMOID"})
  Activation activation;

  private final PlaneOps ops = PlaneOps.best();
  private float[] origin;
  private float[] a;
  private float[] b;
  private float[] out;
  private float[] weights;
  private float[] next;

  /** Random values. */
  @Setup
  public void fill() {
    SplittableRandom random = new SplittableRandom(0);
    origin = values(random, UNITS * PlaneOps.TILE);
    a = values(random, UNITS * PlaneOps.TILE);
    b = values(random, UNITS * PlaneOps.TILE);
    out = values(random, UNITS * PlaneOps.TILE);
    weights = values(random, NEXT * UNITS);
    next = new float[NEXT * PlaneOps.TILE];
  }

  private static float[] values(SplittableRandom random, int n) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) random.nextDouble(-1, 1);
    }
    return v;
  }

  /** Three loads, two multiply-adds, the activation. */
  @Benchmark
  public float[] fusedPass() {
    ops.moveActivated(activation, origin, a, b, 0, UNITS * PlaneOps.TILE, 0.3f, -0.7f, out, 0);
    return out;
  }

  /** The product with the next layer's weights. */
  @Benchmark
  public float[] product() {
    ops.addProduct(weights, 0, UNITS, NEXT, UNITS, out, 0, next, 0);
    return next;
  }
}
