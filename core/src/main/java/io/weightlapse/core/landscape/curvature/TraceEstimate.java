// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import io.weightlapse.core.random.FastRandom;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.io.Serializable;
import java.util.function.IntConsumer;

/**
 * A trace, by Hutchinson's estimator: the mean of v'Hv over random signs v; exact, from unit
 * vectors, where there are no more parameters than probes.
 *
 * @param value the estimate
 * @param standardError of the mean over the probes; 0 where it is exact
 * @param probes products made
 */
public record TraceEstimate(double value, double standardError, int probes)
    implements Serializable {
  /**
   * Estimates it.
   *
   * @param probes at least 2
   * @param progress is told the number of products made, after each
   * @throws UserException if a product is not finite
   */
  public static TraceEstimate of(
      SymmetricOperator matrix, int probes, long seed, IntConsumer progress) {
    Checks.atLeast("probes", probes, 2);
    boolean exact = matrix.size() <= probes;
    int count = exact ? matrix.size() : probes;
    FastRandom random = new FastRandom(seed);
    double sum = 0;
    double squares = 0;
    for (int p = 0; p < count; p++) {
      double[] v = exact ? unit(matrix.size(), p) : signs(matrix.size(), random);
      double x = Lanczos.dot(v, matrix.times(v));
      if (!Double.isFinite(x)) {
        throw new UserException(
            "the Hessian must be finite: its product " + (p + 1) + " was not", 1, null);
      }
      // Welford's: squared distances from the mean so far
      double mean = p == 0 ? 0 : sum / p;
      sum += x;
      squares += (x - mean) * (x - sum / (p + 1));
      progress.accept(p + 1);
    }
    return exact
        ? new TraceEstimate(sum, 0, count)
        : new TraceEstimate(sum / count, Math.sqrt(squares / (count - 1) / count), count);
  }

  private static double[] unit(int n, int at) {
    double[] v = new double[n];
    v[at] = 1;
    return v;
  }

  private static double[] signs(int n, FastRandom random) {
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      v[i] = random.uniform() < 0.5 ? -1 : 1;
    }
    return v;
  }
}
