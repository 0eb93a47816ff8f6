// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * The products in registers: tiles of 4 x 4 vectors, each loaded value used four times. Loaded by
 * name, only where the module jdk.incubator.vector is there. Its oracle is {@link ScalarOps}.
 *
 * <p>Three rules keep HotSpot 17 from boxing vectors, which makes a loop 3 to 100 times slower, in
 * some compilations and not in others (-XX:+PrintInlining: "VectorSupport::store failed to
 * inline"). No helper methods that take or return vectors, which may be compiled apart. A sum that
 * left its loop is first added to a vector called {@code exact}, whose class the compiler knows
 * better than the sum's. And {@code lanewise}, not {@code add} or {@code fma}, in {@link
 * VectorDots} and in the large tiles: the named methods call {@code lanewise} from one place of
 * their own, whose profile has seen vectors of both lengths.
 */
final class VectorOps implements Ops {
  private static final int L = VectorCombine.L;

  private final ScalarOps scalar = new ScalarOps();
  private final VectorUpdate updates = new VectorUpdate();

  @Override
  public void dots(Matrix a, Matrix b, Matrix c) {
    if (a.cols() < VectorDots.H) {
      scalar.dots(a, b, c);
      return;
    }
    int m = a.rows() & -4;
    int n = b.rows() & -4;
    for (int i = 0; i < m; i += 4) {
      for (int j = 0; j < n; j += 4) {
        VectorDots.dots44(
            a.values(),
            a.at() + i * a.rowStride(),
            a.rowStride(),
            b.values(),
            b.at() + j * b.rowStride(),
            b.rowStride(),
            a.cols(),
            c.values(),
            at(c, i, j),
            c.rowStride(),
            c.colStride());
      }
    }
    // the rows and columns that are left: one against four
    for (int i = m; i < a.rows(); i++) {
      for (int j = 0; j < n; j += 4) {
        VectorDots.dots14(
            a.rows(i, i + 1), b.rows(j, j + 4), c.values(), at(c, i, j), c.colStride());
      }
    }
    for (int j = n; j < b.rows(); j++) {
      for (int i = 0; i < m; i += 4) {
        VectorDots.dots14(
            b.rows(j, j + 1), a.rows(i, i + 4), c.values(), at(c, i, j), c.rowStride());
      }
      for (int i = m; i < a.rows(); i++) {
        c.values()[at(c, i, j)] = VectorDots.dot(a.rows(i, i + 1), b.rows(j, j + 1));
      }
    }
  }

  private static int at(Matrix c, int i, int j) {
    return c.at() + i * c.rowStride() + j * c.colStride();
  }

  @Override
  public void combine(Matrix a, Matrix b, Matrix c) {
    int n = c.cols();
    if (n < L) {
      scalar.combine(a, b, c);
      return;
    }
    int m = c.rows() & -4;
    for (int i = 0; i < c.rows(); i += i < m ? 4 : 1) {
      Matrix left = a.rows(i, i < m ? i + 4 : i + 1);
      int to = c.at() + i * c.rowStride();
      int j = 0;
      for (; j <= n - 4 * L; j += 4 * L) {
        if (i < m) {
          VectorCombine.combine44(
              a.values(),
              left.at(),
              a.rowStride(),
              a.colStride(),
              a.cols(),
              b.values(),
              b.at() + j,
              b.rowStride(),
              c.values(),
              to + j,
              c.rowStride());
        } else {
          VectorCombine.combine14(left, b, b.at() + j, c.values(), to + j);
        }
      }
      // ends in a vector that overlaps the one before: the same numbers are stored again
      for (; j < n; j += L) {
        int k = Math.min(j, n - L);
        if (i < m) {
          VectorCombine.combine41(left, b, b.at() + k, c.values(), to + k, c.rowStride());
        } else {
          VectorCombine.combine11(left, b, b.at() + k, c.values(), to + k);
        }
      }
    }
  }

  @Override
  public void update(
      FloatOptimiser optimiser,
      FloatOptimiser.Rule rule,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      Penalty penalty,
      double[] sums,
      int sumsAt) {
    penalty.addTo(gradient, gradientAt, w, at, n);
    int whole = n - n % L;
    updates.update(optimiser, rule, w, at, whole, gradient, gradientAt, sums, sumsAt);
    scalar.update(
        optimiser,
        rule,
        w,
        at + whole,
        n - whole,
        gradient,
        gradientAt + whole,
        Penalty.NONE,
        sums,
        sumsAt);
  }
}
