// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * How a kernel works; none of it but the seed changes the numbers.
 *
 * @param batch rows of most minibatches; other sizes work too
 * @param threads the caller counted
 * @param seed of the dropout masks
 */
public record KernelOptions(int batch, int threads, long seed) implements Serializable {
  /** Checks the bounds. */
  public KernelOptions {
    Checks.atLeast("batch", batch, 1);
    Checks.atLeast("threads", threads, 1);
  }

  /** As many threads as there are processors, seed 0. */
  public static KernelOptions batch(int rows) {
    return new KernelOptions(rows, Runtime.getRuntime().availableProcessors(), 0);
  }

  /** The same with so many threads, the caller counted. */
  public KernelOptions withThreads(int count) {
    return new KernelOptions(batch, count, seed);
  }

  /** The same with that seed of the dropout masks. */
  public KernelOptions withSeed(long newSeed) {
    return new KernelOptions(batch, threads, newSeed);
  }
}
