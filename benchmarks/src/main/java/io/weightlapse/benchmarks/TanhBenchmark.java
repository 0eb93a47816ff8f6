// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A chain of tanh, each waiting for the one before it: what bounds a small network's step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TanhBenchmark {
  private static final float OFFSET = 0.1f;

  /** The kernels' own; not public, and a constant handle is compiled as a direct call. */
  private static final MethodHandle FAST = fast();

  private float x = 0.3f;

  private static MethodHandle fast() {
    try {
      Class<?> owner = Class.forName("io.weightlapse.core.nn.FastMath");
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup())
          .findStatic(owner, "tanh", MethodType.methodType(float.class, float.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("FastMath.tanh(float) is gone", e);
    }
  }

  /** The JDK's. */
  @Benchmark
  public float math() {
    x = OFFSET + (float) Math.tanh(x);
    return x;
  }

  /** The kernels'. */
  @Benchmark
  public float kernels() throws Throwable {
    x = OFFSET + (float) FAST.invokeExact(x);
    return x;
  }
}
