// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_full;

/**
 * OpenBLAS's product of weights (m, k) with n samples, in memory outside of the heap, in the faster
 * of the two layouts that a program would have: samples as columns, or as rows.
 */
final class OpenBlas implements AutoCloseable {
  private final int m;
  private final int k;
  private final int n;
  private final FloatPointer weights;
  private final FloatPointer samples;
  private final FloatPointer result;

  OpenBlas(int m, int k, int n) {
    this.m = m;
    this.k = k;
    this.n = n;
    weights = new FloatPointer(HashData.numbers(0, m * k));
    samples = new FloatPointer(HashData.numbers(1, k * n));
    result = new FloatPointer((long) m * n);
  }

  /** Its version, and the kind of processor that it found. */
  static String version() {
    return openblas_full.openblas_get_config().getString();
  }

  static void threads(int threads) {
    openblas_full.openblas_set_num_threads(threads);
  }

  /** The least seconds of some tries. */
  double best(int tries) {
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < tries; i++) {
      long begin = System.nanoTime();
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          m,
          n,
          k,
          1,
          weights,
          k,
          samples,
          n,
          0,
          result,
          n);
      long middle = System.nanoTime();
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasTrans,
          n,
          m,
          k,
          1,
          samples,
          k,
          weights,
          k,
          0,
          result,
          m);
      long end = System.nanoTime();
      best = Math.min(best, Math.min(middle - begin, end - middle) / 1e9);
    }
    return best;
  }

  @Override
  public void close() {
    weights.close();
    samples.close();
    result.close();
  }
}
