// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What this machine can do, as a bound for the kernels: bytes moved by a copy and by a triad like
 * STREAM's, reads of shuffled rows, and the kernels' own product where all it reads is in cache;
 * the best of many tries, with one thread and with as many as there are processors. Usage: {@code
 * [tries]}.
 */
final class Limits {
  private static final int FLOATS = 16 << 20; // 64 MiB: beyond every cache
  private static final int ROW = 10;
  private static final int WIDTH = 256;

  private Limits() {}

  public static void main(String[] args) {
    int tries = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int processors = Runtime.getRuntime().availableProcessors();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("work", "limits");
    for (int threads = 1; threads <= processors; threads += Math.max(1, processors - 1)) {
      String with = "_" + threads + "_threads";
      report.put("copy_GB_s" + with, copy(threads, tries));
      report.put("triad_GB_s" + with, triad(threads, tries));
      report.put("shuffled_rows_ns" + with, shuffled(threads, tries));
      report.put("product_GFLOP_s" + with, product(threads, tries));
    }
    JsonLine.print(report);
  }

  /** The least seconds in which all threads do their part, given its number. */
  private static double best(int threads, int tries, IntConsumer part) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < tries; i++) {
      long begin = System.nanoTime();
      IntStream.range(0, threads).parallel().forEach(part);
      best = Math.min(best, (System.nanoTime() - begin) / 1e9);
    }
    return best;
  }

  /** Read and written bytes, as STREAM counts them. */
  private static double copy(int threads, int tries) {
    float[] from = HashData.numbers(0, FLOATS);
    float[] to = new float[FLOATS];
    int n = FLOATS / threads;
    double seconds = best(threads, tries, t -> System.arraycopy(from, t * n, to, t * n, n));
    return 2.0 * Float.BYTES * FLOATS / seconds / 1e9;
  }

  private static double triad(int threads, int tries) {
    float[] a = new float[FLOATS];
    float[] b = HashData.numbers(0, FLOATS);
    float[] c = HashData.numbers(1, FLOATS);
    int n = FLOATS / threads;
    double seconds = best(threads, tries, t -> triad(a, b, c, t * n, (t + 1) * n));
    return 3.0 * Float.BYTES * FLOATS / seconds / 1e9;
  }

  private static void triad(float[] a, float[] b, float[] c, int from, int to) {
    for (int i = from; i < to; i++) {
      a[i] = Math.fma(3f, c[i], b[i]);
    }
  }

  /** Nanoseconds a row when rows of ten numbers out of a million are read in random order. */
  private static double shuffled(int threads, int tries) {
    int rows = 1_000_000;
    float[] x = HashData.numbers(0, rows * ROW);
    int[] order = new SplittableRandom(1).ints(rows, 0, rows).toArray();
    int n = rows / threads;
    int[] seen = new int[threads];
    double seconds = best(threads, tries, t -> seen[t] = ends(x, order, t * n, (t + 1) * n));
    if (IntStream.of(seen).sum() == 1) {
      throw new IllegalStateException("read to the end: " + seen[0]);
    }
    return seconds * 1e9 / rows;
  }

  private static int ends(float[] x, int[] order, int from, int to) {
    int bits = 0;
    for (int i = from; i < to; i++) {
      int at = order[i] * ROW;
      bits ^= Float.floatToRawIntBits(x[at]) ^ Float.floatToRawIntBits(x[at + ROW - 1]);
    }
    return bits;
  }

  /** The product of a layer of 256 units, whose weights stay in the second-level cache. */
  private static double product(int threads, int tries) {
    NetworkSpec spec =
        new NetworkSpec(
            WIDTH, List.of(new LayerSpec("l1", WIDTH, Activation.IDENTITY, false)), Loss.MSE);
    int rows = 16_384 * threads;
    Dataset data =
        new Dataset(rows, WIDTH, WIDTH, HashData.numbers(0, rows * WIDTH), new float[rows * WIDTH]);
    float[] initial = TorchInit.parameters(spec, new TorchRandom(0));
    KernelOptions options = KernelOptions.batch(64).withThreads(threads);
    try (Kernel kernel = Kernels.create(spec, OptimiserSpec.sgd(0.1), initial, options)) {
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < tries; i++) {
        long begin = System.nanoTime();
        kernel.evaluate(data, 0, rows);
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      }
      return 2.0 * rows * WIDTH * WIDTH / best / 1e9;
    }
  }
}
