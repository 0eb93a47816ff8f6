// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.MUL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of dot products of rows: 4 x 4, 1 x 4 and 1 x 1. {@link VectorOps} says what keeps HotSpot
 * from boxing.
 */
final class VectorDots {
  /**
   * For dot products at most 256 bits: every sum ends with adding its lanes in order, which with 16
   * of them takes a fifth of a row of 784, and wider vectors gain less than that.
   */
  private static final VectorSpecies<Float> HALF =
      FloatVector.SPECIES_PREFERRED.length() > 8
          ? FloatVector.SPECIES_256
          : FloatVector.SPECIES_PREFERRED;

  /** Lanes. */
  static final int H = HALF.length();

  /** H zeros, then H ones: read from place r on, it keeps the last r lanes of a vector. */
  private static final float[] LAST = new float[2 * H];

  static {
    java.util.Arrays.fill(LAST, H, 2 * H, 1);
  }

  private VectorDots() {}

  /**
   * Rows end in a vector that overlaps the one before, its lanes already counted multiplied by 0.
   */
  static void dots44(
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
      s00 = x.lanewise(FMA, y0, s00);
      s01 = x.lanewise(FMA, y1, s01);
      s02 = x.lanewise(FMA, y2, s02);
      s03 = x.lanewise(FMA, y3, s03);
      x = FloatVector.fromArray(HALF, a, a1 + i);
      s10 = x.lanewise(FMA, y0, s10);
      s11 = x.lanewise(FMA, y1, s11);
      s12 = x.lanewise(FMA, y2, s12);
      s13 = x.lanewise(FMA, y3, s13);
      x = FloatVector.fromArray(HALF, a, a2 + i);
      s20 = x.lanewise(FMA, y0, s20);
      s21 = x.lanewise(FMA, y1, s21);
      s22 = x.lanewise(FMA, y2, s22);
      s23 = x.lanewise(FMA, y3, s23);
      x = FloatVector.fromArray(HALF, a, a3 + i);
      s30 = x.lanewise(FMA, y0, s30);
      s31 = x.lanewise(FMA, y1, s31);
      s32 = x.lanewise(FMA, y2, s32);
      s33 = x.lanewise(FMA, y3, s33);
    }
    if (i < k) {
      FloatVector last = FloatVector.fromArray(HALF, LAST, k - i);
      i = k - H;
      FloatVector y0 = FloatVector.fromArray(HALF, b, b0 + i);
      FloatVector y1 = FloatVector.fromArray(HALF, b, b1 + i);
      FloatVector y2 = FloatVector.fromArray(HALF, b, b2 + i);
      FloatVector y3 = FloatVector.fromArray(HALF, b, b3 + i);
      FloatVector x = FloatVector.fromArray(HALF, a, a0 + i).lanewise(MUL, last);
      s00 = x.lanewise(FMA, y0, s00);
      s01 = x.lanewise(FMA, y1, s01);
      s02 = x.lanewise(FMA, y2, s02);
      s03 = x.lanewise(FMA, y3, s03);
      x = FloatVector.fromArray(HALF, a, a1 + i).lanewise(MUL, last);
      s10 = x.lanewise(FMA, y0, s10);
      s11 = x.lanewise(FMA, y1, s11);
      s12 = x.lanewise(FMA, y2, s12);
      s13 = x.lanewise(FMA, y3, s13);
      x = FloatVector.fromArray(HALF, a, a2 + i).lanewise(MUL, last);
      s20 = x.lanewise(FMA, y0, s20);
      s21 = x.lanewise(FMA, y1, s21);
      s22 = x.lanewise(FMA, y2, s22);
      s23 = x.lanewise(FMA, y3, s23);
      x = FloatVector.fromArray(HALF, a, a3 + i).lanewise(MUL, last);
      s30 = x.lanewise(FMA, y0, s30);
      s31 = x.lanewise(FMA, y1, s31);
      s32 = x.lanewise(FMA, y2, s32);
      s33 = x.lanewise(FMA, y3, s33);
    }
    int c1 = c0 + rowStep;
    int c2 = c1 + rowStep;
    int c3 = c2 + rowStep;
    c[c0] = exact.lanewise(ADD, s00).reduceLanes(ADD);
    c[c0 + step] = exact.lanewise(ADD, s01).reduceLanes(ADD);
    c[c0 + 2 * step] = exact.lanewise(ADD, s02).reduceLanes(ADD);
    c[c0 + 3 * step] = exact.lanewise(ADD, s03).reduceLanes(ADD);
    c[c1] = exact.lanewise(ADD, s10).reduceLanes(ADD);
    c[c1 + step] = exact.lanewise(ADD, s11).reduceLanes(ADD);
    c[c1 + 2 * step] = exact.lanewise(ADD, s12).reduceLanes(ADD);
    c[c1 + 3 * step] = exact.lanewise(ADD, s13).reduceLanes(ADD);
    c[c2] = exact.lanewise(ADD, s20).reduceLanes(ADD);
    c[c2 + step] = exact.lanewise(ADD, s21).reduceLanes(ADD);
    c[c2 + 2 * step] = exact.lanewise(ADD, s22).reduceLanes(ADD);
    c[c2 + 3 * step] = exact.lanewise(ADD, s23).reduceLanes(ADD);
    c[c3] = exact.lanewise(ADD, s30).reduceLanes(ADD);
    c[c3 + step] = exact.lanewise(ADD, s31).reduceLanes(ADD);
    c[c3 + 2 * step] = exact.lanewise(ADD, s32).reduceLanes(ADD);
    c[c3 + 3 * step] = exact.lanewise(ADD, s33).reduceLanes(ADD);
  }

  /** One row against four, in the order of {@link #dots44}. */
  static void dots14(Matrix ma, Matrix mb, float[] c, int c0, int step) {
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
      s0 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b0 + i), s0);
      s1 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b1 + i), s1);
      s2 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b2 + i), s2);
      s3 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b3 + i), s3);
    }
    if (i < k) {
      FloatVector x =
          FloatVector.fromArray(HALF, LAST, k - i)
              .lanewise(MUL, FloatVector.fromArray(HALF, a, a0 + k - H));
      s0 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b0 + k - H), s0);
      s1 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b1 + k - H), s1);
      s2 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b2 + k - H), s2);
      s3 = x.lanewise(FMA, FloatVector.fromArray(HALF, b, b3 + k - H), s3);
    }
    c[c0] = exact.lanewise(ADD, s0).reduceLanes(ADD);
    c[c0 + step] = exact.lanewise(ADD, s1).reduceLanes(ADD);
    c[c0 + 2 * step] = exact.lanewise(ADD, s2).reduceLanes(ADD);
    c[c0 + 3 * step] = exact.lanewise(ADD, s3).reduceLanes(ADD);
  }

  static float dot(Matrix ma, Matrix mb) {
    int k = ma.cols();
    FloatVector exact = FloatVector.zero(HALF);
    FloatVector s = exact;
    int i = 0;
    for (; i <= k - H; i += H) {
      s =
          FloatVector.fromArray(HALF, ma.values(), ma.at() + i)
              .lanewise(FMA, FloatVector.fromArray(HALF, mb.values(), mb.at() + i), s);
    }
    if (i < k) {
      FloatVector x =
          FloatVector.fromArray(HALF, LAST, k - i)
              .lanewise(MUL, FloatVector.fromArray(HALF, ma.values(), ma.at() + k - H));
      s = x.lanewise(FMA, FloatVector.fromArray(HALF, mb.values(), mb.at() + k - H), s);
    }
    return exact.lanewise(ADD, s).reduceLanes(ADD);
  }
}
