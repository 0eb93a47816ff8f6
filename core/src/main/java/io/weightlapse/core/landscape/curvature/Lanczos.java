// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import io.weightlapse.core.math.SymmetricEigen;
import io.weightlapse.core.random.FastRandom;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The ends of a spectrum by Lanczos' iteration. Every new vector is made orthogonal to all before
 * it, twice (Parlett 1998, "The Symmetric Eigenvalue Problem", 6.9 and 13), so that no eigenvalue
 * appears twice by rounding. Where the vectors are exhausted before the eigenvalues wanted are
 * found, as with one that is repeated, it goes on from a new random one.
 */
public final class Lanczos {
  private final SymmetricOperator matrix;
  private final LanczosOptions options;
  private final FastRandom random;
  private final List<double[]> basis = new ArrayList<>();
  private final List<Double> diagonal = new ArrayList<>();
  private final List<Double> beside = new ArrayList<>();

  private Lanczos(SymmetricOperator matrix, LanczosOptions options) {
    this.matrix = matrix;
    this.options = options;
    this.random = new FastRandom(options.seed());
  }

  /** Finds them. */
  public static Spectrum of(SymmetricOperator matrix, LanczosOptions options) {
    return of(matrix, options, iteration -> {});
  }

  /**
   * Finds them.
   *
   * @param progress is told the number of products made, after each
   * @throws UserException if a product is not finite
   */
  public static Spectrum of(
      SymmetricOperator matrix, LanczosOptions options, IntConsumer progress) {
    int wanted = options.top() + options.bottom();
    Checks.require(
        wanted <= matrix.size(),
        "top + bottom must be <= %d, the number of parameters: was %d",
        matrix.size(),
        wanted);
    return new Lanczos(matrix, options).run(progress);
  }

  private Spectrum run(IntConsumer progress) {
    int most = Math.max(options.top() + options.bottom(), options.maxIterations());
    most = Math.min(most, matrix.size());
    double[] before = new double[0];
    boolean converged = false;
    SymmetricEigen eigen = null;
    double[] next = fresh();
    while (basis.size() < most && !converged) {
      next = extend(next);
      progress.accept(basis.size());
      eigen = small();
      double[] now = ends(eigen);
      converged = basis.size() == matrix.size() || settled(before, now, eigen);
      before = now;
    }
    return result(eigen, converged);
  }

  /** Multiplies the newest vector and returns the direction of the next one. */
  private double[] extend(double[] v) {
    basis.add(v);
    double[] w = matrix.times(v);
    double alpha = dot(w, v);
    if (!Double.isFinite(alpha)) {
      throw new UserException(
          "the Hessian must be finite: its product " + basis.size() + " was not", 1, null);
    }
    diagonal.add(alpha);
    double size = norm(w);
    makeOrthogonal(w);
    makeOrthogonal(w);
    double beta = norm(w);
    if (beta <= 1e-12 * size || beta == 0) {
      beside.add(0.0);
      return basis.size() < matrix.size() ? fresh() : w;
    }
    beside.add(beta);
    scale(w, 1 / beta);
    return w;
  }

  /** A random vector of length 1, orthogonal to all. */
  private double[] fresh() {
    double[] v = new double[matrix.size()];
    for (int i = 0; i < v.length; i++) {
      v[i] = random.normal();
    }
    scale(v, 1 / norm(v));
    makeOrthogonal(v);
    scale(v, 1 / norm(v));
    makeOrthogonal(v);
    scale(v, 1 / norm(v));
    return v;
  }

  private void makeOrthogonal(double[] w) {
    for (double[] q : basis) {
      addScaled(w, -dot(w, q), q);
    }
  }

  private SymmetricEigen small() {
    int m = diagonal.size();
    double[] d = new double[m];
    double[] e = new double[m - 1];
    for (int i = 0; i < m; i++) {
      d[i] = diagonal.get(i);
      if (i + 1 < m) {
        e[i] = beside.get(i);
      }
    }
    return SymmetricEigen.tridiagonal(d, e);
  }

  /** The wanted values, as far as there are so many. */
  private double[] ends(SymmetricEigen eigen) {
    int m = eigen.size();
    if (m < options.top() + options.bottom()) {
      return new double[0];
    }
    double[] ends = new double[options.top() + options.bottom()];
    for (int k = 0; k < options.top(); k++) {
      ends[k] = eigen.value(k);
    }
    for (int k = 0; k < options.bottom(); k++) {
      ends[options.top() + k] = eigen.value(m - 1 - k);
    }
    return ends;
  }

  private boolean settled(double[] before, double[] now, SymmetricEigen eigen) {
    if (before.length == 0) {
      return false;
    }
    int m = eigen.size();
    double scale = Math.max(Math.abs(eigen.value(0)), Math.abs(eigen.value(m - 1)));
    for (int i = 0; i < now.length; i++) {
      if (!(Math.abs(now[i] - before[i]) <= options.tolerance() * scale)) {
        return false;
      }
    }
    // after an exhausted start nothing changes at first
    return beside.size() < 2 || beside.get(beside.size() - 2) != 0;
  }

  private Spectrum result(SymmetricEigen eigen, boolean converged) {
    int iterations = basis.size();
    List<Eigenpair> top = new ArrayList<>();
    List<Eigenpair> bottom = new ArrayList<>();
    for (int k = 0; k < options.top(); k++) {
      top.add(pair(eigen, k));
    }
    for (int k = 0; k < options.bottom(); k++) {
      bottom.add(pair(eigen, eigen.size() - 1 - k));
    }
    return new Spectrum(List.copyOf(top), List.copyOf(bottom), iterations, converged);
  }

  private Eigenpair pair(SymmetricEigen eigen, int k) {
    double[] v = new double[matrix.size()];
    for (int j = 0; j < basis.size(); j++) {
      addScaled(v, eigen.vector(k)[j], basis.get(j));
    }
    scale(v, 1 / norm(v));
    double[] hv = matrix.times(v);
    double value = dot(hv, v);
    addScaled(hv, -value, v);
    return new Eigenpair(value, v, norm(hv));
  }

  private static void addScaled(double[] y, double a, double[] x) {
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.fma(a, x[i], y[i]);
    }
  }

  private static void scale(double[] y, double a) {
    for (int i = 0; i < y.length; i++) {
      y[i] *= a;
    }
  }

  /** Four sums, so that one addition need not wait for the one before it. */
  static double dot(double[] a, double[] b) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s0 = Math.fma(a[i], b[i], s0);
      s1 = Math.fma(a[i + 1], b[i + 1], s1);
      s2 = Math.fma(a[i + 2], b[i + 2], s2);
      s3 = Math.fma(a[i + 3], b[i + 3], s3);
    }
    for (; i < a.length; i++) {
      s0 = Math.fma(a[i], b[i], s0);
    }
    return s0 + s1 + (s2 + s3);
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }
}
