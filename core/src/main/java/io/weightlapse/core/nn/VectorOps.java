// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static jdk.incubator.vector.VectorOperators.ADD;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The products in registers: tiles of 4 x 4 vectors, each loaded value used four times. Loaded by
 * name, only where the module jdk.incubator.vector is there. Its oracle is {@link ScalarOps}.
 *
 * <p>Two rules keep HotSpot 17 from boxing vectors, which is a hundred times slower: no helper
 * methods that take or return vectors, which may be compiled apart; and a sum that left its loop is
 * first added to a vector called {@code exact}, whose class the compiler knows better than the
 * sum's. Now and then a compilation of combine44 still calls intoArray for any class
 * (-XX:+PrintInlining: "VectorSupport::store failed to inline"); steps then take about 1.7 times as
 * long.
 */
final class VectorOps implements Ops {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;
  private static final int L = WIDE.length();

  /**
   * For dot products at most 256 bits: every sum ends with adding its lanes in order, which with 16
   * of them takes a fifth of a row of 784, and wider vectors gain less than that.
   */
  private static final VectorSpecies<Float> HALF =
      L > 8 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_PREFERRED;

  private static final int H = HALF.length();

  /** H zeros, then H ones: read from place r on, it keeps the last r lanes of a vector. */
  private static final float[] LAST = new float[2 * H];

  static {
    java.util.Arrays.fill(LAST, H, 2 * H, 1);
  }

  private final ScalarOps scalar = new ScalarOps();
  private final VectorUpdate updates = new VectorUpdate();

  @Override
  public void dots(Matrix a, Matrix b, Matrix c) {
    if (a.cols() < H) {
      scalar.dots(a, b, c);
      return;
    }
    int m = a.rows() & -4;
    int n = b.rows() & -4;
    for (int i = 0; i < m; i += 4) {
      for (int j = 0; j < n; j += 4) {
        dots44(
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
        dots14(a.rows(i, i + 1), b.rows(j, j + 4), c.values(), at(c, i, j), c.colStride());
      }
    }
    for (int j = n; j < b.rows(); j++) {
      for (int i = 0; i < m; i += 4) {
        dots14(b.rows(j, j + 1), a.rows(i, i + 4), c.values(), at(c, i, j), c.rowStride());
      }
      for (int i = m; i < a.rows(); i++) {
        c.values()[at(c, i, j)] = dot(a.rows(i, i + 1), b.rows(j, j + 1));
      }
    }
  }

  private static int at(Matrix c, int i, int j) {
    return c.at() + i * c.rowStride() + j * c.colStride();
  }

  /**
   * Rows end in a vector that overlaps the one before, its lanes already counted multiplied by 0.
   */
  private static void dots44(
      float[] a,
      int a0,
      int as,
      float[] b,
      int b0,
      int bs,
      int k,
      float[] c,
      int c0,
      int rowStep,
      int step) {
    int a1 = a0 + as;
    int a2 = a1 + as;
    int a3 = a2 + as;
    int b1 = b0 + bs;
    int b2 = b1 + bs;
    int b3 = b2 + bs;
    FloatVector exact = FloatVector.zero(HALF);
    FloatVector s00 = exact, s01 = exact, s02 = exact, s03 = exact;
    FloatVector s10 = exact, s11 = exact, s12 = exact, s13 = exact;
    FloatVector s20 = exact, s21 = exact, s22 = exact, s23 = exact;
    FloatVector s30 = exact, s31 = exact, s32 = exact, s33 = exact;
    int i = 0;
    for (; i <= k - H; i += H) {
      FloatVector y0 = FloatVector.fromArray(HALF, b, b0 + i);
      FloatVector y1 = FloatVector.fromArray(HALF, b, b1 + i);
      FloatVector y2 = FloatVector.fromArray(HALF, b, b2 + i);
      FloatVector y3 = FloatVector.fromArray(HALF, b, b3 + i);
      FloatVector x = FloatVector.fromArray(HALF, a, a0 + i);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      x = FloatVector.fromArray(HALF, a, a1 + i);
      s10 = x.fma(y0, s10);
      s11 = x.fma(y1, s11);
      s12 = x.fma(y2, s12);
      s13 = x.fma(y3, s13);
      x = FloatVector.fromArray(HALF, a, a2 + i);
      s20 = x.fma(y0, s20);
      s21 = x.fma(y1, s21);
      s22 = x.fma(y2, s22);
      s23 = x.fma(y3, s23);
      x = FloatVector.fromArray(HALF, a, a3 + i);
      s30 = x.fma(y0, s30);
      s31 = x.fma(y1, s31);
      s32 = x.fma(y2, s32);
      s33 = x.fma(y3, s33);
    }
    if (i < k) {
      FloatVector last = FloatVector.fromArray(HALF, LAST, k - i);
      i = k - H;
      FloatVector y0 = FloatVector.fromArray(HALF, b, b0 + i);
      FloatVector y1 = FloatVector.fromArray(HALF, b, b1 + i);
      FloatVector y2 = FloatVector.fromArray(HALF, b, b2 + i);
      FloatVector y3 = FloatVector.fromArray(HALF, b, b3 + i);
      FloatVector x = FloatVector.fromArray(HALF, a, a0 + i).mul(last);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      x = FloatVector.fromArray(HALF, a, a1 + i).mul(last);
      s10 = x.fma(y0, s10);
      s11 = x.fma(y1, s11);
      s12 = x.fma(y2, s12);
      s13 = x.fma(y3, s13);
      x = FloatVector.fromArray(HALF, a, a2 + i).mul(last);
      s20 = x.fma(y0, s20);
      s21 = x.fma(y1, s21);
      s22 = x.fma(y2, s22);
      s23 = x.fma(y3, s23);
      x = FloatVector.fromArray(HALF, a, a3 + i).mul(last);
      s30 = x.fma(y0, s30);
      s31 = x.fma(y1, s31);
      s32 = x.fma(y2, s32);
      s33 = x.fma(y3, s33);
    }
    int c1 = c0 + rowStep;
    int c2 = c1 + rowStep;
    int c3 = c2 + rowStep;
    c[c0] = exact.add(s00).reduceLanes(ADD);
    c[c0 + step] = exact.add(s01).reduceLanes(ADD);
    c[c0 + 2 * step] = exact.add(s02).reduceLanes(ADD);
    c[c0 + 3 * step] = exact.add(s03).reduceLanes(ADD);
    c[c1] = exact.add(s10).reduceLanes(ADD);
    c[c1 + step] = exact.add(s11).reduceLanes(ADD);
    c[c1 + 2 * step] = exact.add(s12).reduceLanes(ADD);
    c[c1 + 3 * step] = exact.add(s13).reduceLanes(ADD);
    c[c2] = exact.add(s20).reduceLanes(ADD);
    c[c2 + step] = exact.add(s21).reduceLanes(ADD);
    c[c2 + 2 * step] = exact.add(s22).reduceLanes(ADD);
    c[c2 + 3 * step] = exact.add(s23).reduceLanes(ADD);
    c[c3] = exact.add(s30).reduceLanes(ADD);
    c[c3 + step] = exact.add(s31).reduceLanes(ADD);
    c[c3 + 2 * step] = exact.add(s32).reduceLanes(ADD);
    c[c3 + 3 * step] = exact.add(s33).reduceLanes(ADD);
  }

  /** One row against four, in the order of {@link #dots44}. */
  private static void dots14(Matrix ma, Matrix mb, float[] c, int c0, int step) {
    float[] a = ma.values();
    float[] b = mb.values();
    int a0 = ma.at();
    int b0 = mb.at();
    int b1 = b0 + mb.rowStride();
    int b2 = b1 + mb.rowStride();
    int b3 = b2 + mb.rowStride();
    int k = ma.cols();
    FloatVector exact = FloatVector.zero(HALF);
    FloatVector s0 = exact;
    FloatVector s1 = exact;
    FloatVector s2 = exact;
    FloatVector s3 = exact;
    int i = 0;
    for (; i <= k - H; i += H) {
      FloatVector x = FloatVector.fromArray(HALF, a, a0 + i);
      s0 = x.fma(FloatVector.fromArray(HALF, b, b0 + i), s0);
      s1 = x.fma(FloatVector.fromArray(HALF, b, b1 + i), s1);
      s2 = x.fma(FloatVector.fromArray(HALF, b, b2 + i), s2);
      s3 = x.fma(FloatVector.fromArray(HALF, b, b3 + i), s3);
    }
    if (i < k) {
      FloatVector x =
          FloatVector.fromArray(HALF, LAST, k - i).mul(FloatVector.fromArray(HALF, a, a0 + k - H));
      s0 = x.fma(FloatVector.fromArray(HALF, b, b0 + k - H), s0);
      s1 = x.fma(FloatVector.fromArray(HALF, b, b1 + k - H), s1);
      s2 = x.fma(FloatVector.fromArray(HALF, b, b2 + k - H), s2);
      s3 = x.fma(FloatVector.fromArray(HALF, b, b3 + k - H), s3);
    }
    c[c0] = exact.add(s0).reduceLanes(ADD);
    c[c0 + step] = exact.add(s1).reduceLanes(ADD);
    c[c0 + 2 * step] = exact.add(s2).reduceLanes(ADD);
    c[c0 + 3 * step] = exact.add(s3).reduceLanes(ADD);
  }

  private static float dot(Matrix ma, Matrix mb) {
    int k = ma.cols();
    FloatVector exact = FloatVector.zero(HALF);
    FloatVector s = exact;
    int i = 0;
    for (; i <= k - H; i += H) {
      s =
          FloatVector.fromArray(HALF, ma.values(), ma.at() + i)
              .fma(FloatVector.fromArray(HALF, mb.values(), mb.at() + i), s);
    }
    if (i < k) {
      FloatVector x =
          FloatVector.fromArray(HALF, LAST, k - i)
              .mul(FloatVector.fromArray(HALF, ma.values(), ma.at() + k - H));
      s = x.fma(FloatVector.fromArray(HALF, mb.values(), mb.at() + k - H), s);
    }
    return exact.add(s).reduceLanes(ADD);
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
          combine44(
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
          combine14(left, b, b.at() + j, c.values(), to + j);
        }
      }
      // ends in a vector that overlaps the one before: the same numbers are stored again
      for (; j < n; j += L) {
        int k = Math.min(j, n - L);
        if (i < m) {
          combine41(left, b, b.at() + k, c.values(), to + k, c.rowStride());
        } else {
          combine11(left, b, b.at() + k, c.values(), to + k);
        }
      }
    }
  }

  private static void combine44(
      float[] a,
      int a0,
      int rowStep,
      int as,
      int n,
      float[] b,
      int b0,
      int bs,
      float[] c,
      int c0,
      int cs) {
    int a1 = a0 + rowStep;
    int a2 = a1 + rowStep;
    int a3 = a2 + rowStep;
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s00 = exact, s01 = exact, s02 = exact, s03 = exact;
    FloatVector s10 = exact, s11 = exact, s12 = exact, s13 = exact;
    FloatVector s20 = exact, s21 = exact, s22 = exact, s23 = exact;
    FloatVector s30 = exact, s31 = exact, s32 = exact, s33 = exact;
    int at = b0;
    for (int k = 0; k < n; k++) {
      FloatVector y0 = FloatVector.fromArray(WIDE, b, at);
      FloatVector y1 = FloatVector.fromArray(WIDE, b, at + L);
      FloatVector y2 = FloatVector.fromArray(WIDE, b, at + 2 * L);
      FloatVector y3 = FloatVector.fromArray(WIDE, b, at + 3 * L);
      FloatVector x = FloatVector.broadcast(WIDE, a[a0 + k * as]);
      s00 = x.fma(y0, s00);
      s01 = x.fma(y1, s01);
      s02 = x.fma(y2, s02);
      s03 = x.fma(y3, s03);
      x = FloatVector.broadcast(WIDE, a[a1 + k * as]);
      s10 = x.fma(y0, s10);
      s11 = x.fma(y1, s11);
      s12 = x.fma(y2, s12);
      s13 = x.fma(y3, s13);
      x = FloatVector.broadcast(WIDE, a[a2 + k * as]);
      s20 = x.fma(y0, s20);
      s21 = x.fma(y1, s21);
      s22 = x.fma(y2, s22);
      s23 = x.fma(y3, s23);
      x = FloatVector.broadcast(WIDE, a[a3 + k * as]);
      s30 = x.fma(y0, s30);
      s31 = x.fma(y1, s31);
      s32 = x.fma(y2, s32);
      s33 = x.fma(y3, s33);
      at += bs;
    }
    exact.add(s00).intoArray(c, c0);
    exact.add(s01).intoArray(c, c0 + L);
    exact.add(s02).intoArray(c, c0 + 2 * L);
    exact.add(s03).intoArray(c, c0 + 3 * L);
    exact.add(s10).intoArray(c, c0 + cs);
    exact.add(s11).intoArray(c, c0 + cs + L);
    exact.add(s12).intoArray(c, c0 + cs + 2 * L);
    exact.add(s13).intoArray(c, c0 + cs + 3 * L);
    exact.add(s20).intoArray(c, c0 + 2 * cs);
    exact.add(s21).intoArray(c, c0 + 2 * cs + L);
    exact.add(s22).intoArray(c, c0 + 2 * cs + 2 * L);
    exact.add(s23).intoArray(c, c0 + 2 * cs + 3 * L);
    exact.add(s30).intoArray(c, c0 + 3 * cs);
    exact.add(s31).intoArray(c, c0 + 3 * cs + L);
    exact.add(s32).intoArray(c, c0 + 3 * cs + 2 * L);
    exact.add(s33).intoArray(c, c0 + 3 * cs + 3 * L);
  }

  private static void combine14(Matrix ma, Matrix mb, int b0, float[] c, int c0) {
    float[] b = mb.values();
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s0 = exact;
    FloatVector s1 = exact;
    FloatVector s2 = exact;
    FloatVector s3 = exact;
    for (int k = 0; k < ma.cols(); k++) {
      int at = b0 + k * mb.rowStride();
      FloatVector x = FloatVector.broadcast(WIDE, ma.values()[ma.at() + k * ma.colStride()]);
      s0 = x.fma(FloatVector.fromArray(WIDE, b, at), s0);
      s1 = x.fma(FloatVector.fromArray(WIDE, b, at + L), s1);
      s2 = x.fma(FloatVector.fromArray(WIDE, b, at + 2 * L), s2);
      s3 = x.fma(FloatVector.fromArray(WIDE, b, at + 3 * L), s3);
    }
    exact.add(s0).intoArray(c, c0);
    exact.add(s1).intoArray(c, c0 + L);
    exact.add(s2).intoArray(c, c0 + 2 * L);
    exact.add(s3).intoArray(c, c0 + 3 * L);
  }

  private static void combine41(Matrix ma, Matrix mb, int b0, float[] c, int c0, int cs) {
    float[] a = ma.values();
    int as = ma.rowStride();
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s0 = exact;
    FloatVector s1 = exact;
    FloatVector s2 = exact;
    FloatVector s3 = exact;
    for (int k = 0; k < ma.cols(); k++) {
      FloatVector y = FloatVector.fromArray(WIDE, mb.values(), b0 + k * mb.rowStride());
      int at = ma.at() + k * ma.colStride();
      s0 = FloatVector.broadcast(WIDE, a[at]).fma(y, s0);
      s1 = FloatVector.broadcast(WIDE, a[at + as]).fma(y, s1);
      s2 = FloatVector.broadcast(WIDE, a[at + 2 * as]).fma(y, s2);
      s3 = FloatVector.broadcast(WIDE, a[at + 3 * as]).fma(y, s3);
    }
    exact.add(s0).intoArray(c, c0);
    exact.add(s1).intoArray(c, c0 + cs);
    exact.add(s2).intoArray(c, c0 + 2 * cs);
    exact.add(s3).intoArray(c, c0 + 3 * cs);
  }

  private static void combine11(Matrix ma, Matrix mb, int b0, float[] c, int c0) {
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s = exact;
    for (int k = 0; k < ma.cols(); k++) {
      FloatVector x = FloatVector.broadcast(WIDE, ma.values()[ma.at() + k * ma.colStride()]);
      s = x.fma(FloatVector.fromArray(WIDE, mb.values(), b0 + k * mb.rowStride()), s);
    }
    exact.add(s).intoArray(c, c0);
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
