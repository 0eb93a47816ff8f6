// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.FMA;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of combinations of rows: 4 rows or one, 4 vectors wide or one. {@link VectorOps} says what
 * keeps HotSpot from boxing.
 */
final class VectorCombine {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;

  /** Lanes. */
  static final int L = WIDE.length();

  private VectorCombine() {}

  static void combine44(
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
      s00 = x.lanewise(FMA, y0, s00);
      s01 = x.lanewise(FMA, y1, s01);
      s02 = x.lanewise(FMA, y2, s02);
      s03 = x.lanewise(FMA, y3, s03);
      x = FloatVector.broadcast(WIDE, a[a1 + k * as]);
      s10 = x.lanewise(FMA, y0, s10);
      s11 = x.lanewise(FMA, y1, s11);
      s12 = x.lanewise(FMA, y2, s12);
      s13 = x.lanewise(FMA, y3, s13);
      x = FloatVector.broadcast(WIDE, a[a2 + k * as]);
      s20 = x.lanewise(FMA, y0, s20);
      s21 = x.lanewise(FMA, y1, s21);
      s22 = x.lanewise(FMA, y2, s22);
      s23 = x.lanewise(FMA, y3, s23);
      x = FloatVector.broadcast(WIDE, a[a3 + k * as]);
      s30 = x.lanewise(FMA, y0, s30);
      s31 = x.lanewise(FMA, y1, s31);
      s32 = x.lanewise(FMA, y2, s32);
      s33 = x.lanewise(FMA, y3, s33);
      at += bs;
    }
    exact.lanewise(ADD, s00).intoArray(c, c0);
    exact.lanewise(ADD, s01).intoArray(c, c0 + L);
    exact.lanewise(ADD, s02).intoArray(c, c0 + 2 * L);
    exact.lanewise(ADD, s03).intoArray(c, c0 + 3 * L);
    exact.lanewise(ADD, s10).intoArray(c, c0 + cs);
    exact.lanewise(ADD, s11).intoArray(c, c0 + cs + L);
    exact.lanewise(ADD, s12).intoArray(c, c0 + cs + 2 * L);
    exact.lanewise(ADD, s13).intoArray(c, c0 + cs + 3 * L);
    exact.lanewise(ADD, s20).intoArray(c, c0 + 2 * cs);
    exact.lanewise(ADD, s21).intoArray(c, c0 + 2 * cs + L);
    exact.lanewise(ADD, s22).intoArray(c, c0 + 2 * cs + 2 * L);
    exact.lanewise(ADD, s23).intoArray(c, c0 + 2 * cs + 3 * L);
    exact.lanewise(ADD, s30).intoArray(c, c0 + 3 * cs);
    exact.lanewise(ADD, s31).intoArray(c, c0 + 3 * cs + L);
    exact.lanewise(ADD, s32).intoArray(c, c0 + 3 * cs + 2 * L);
    exact.lanewise(ADD, s33).intoArray(c, c0 + 3 * cs + 3 * L);
  }

  static void combine14(Matrix ma, Matrix mb, int b0, float[] c, int c0) {
    float[] b = mb.values();
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s0 = exact;
    FloatVector s1 = exact;
    FloatVector s2 = exact;
    FloatVector s3 = exact;
    for (int k = 0; k < ma.cols(); k++) {
      int at = b0 + k * mb.rowStride();
      FloatVector x = FloatVector.broadcast(WIDE, ma.values()[ma.at() + k * ma.colStride()]);
      s0 = x.lanewise(FMA, FloatVector.fromArray(WIDE, b, at), s0);
      s1 = x.lanewise(FMA, FloatVector.fromArray(WIDE, b, at + L), s1);
      s2 = x.lanewise(FMA, FloatVector.fromArray(WIDE, b, at + 2 * L), s2);
      s3 = x.lanewise(FMA, FloatVector.fromArray(WIDE, b, at + 3 * L), s3);
    }
    exact.lanewise(ADD, s0).intoArray(c, c0);
    exact.lanewise(ADD, s1).intoArray(c, c0 + L);
    exact.lanewise(ADD, s2).intoArray(c, c0 + 2 * L);
    exact.lanewise(ADD, s3).intoArray(c, c0 + 3 * L);
  }

  static void combine41(Matrix ma, Matrix mb, int b0, float[] c, int c0, int cs) {
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
      s0 = FloatVector.broadcast(WIDE, a[at]).lanewise(FMA, y, s0);
      s1 = FloatVector.broadcast(WIDE, a[at + as]).lanewise(FMA, y, s1);
      s2 = FloatVector.broadcast(WIDE, a[at + 2 * as]).lanewise(FMA, y, s2);
      s3 = FloatVector.broadcast(WIDE, a[at + 3 * as]).lanewise(FMA, y, s3);
    }
    exact.lanewise(ADD, s0).intoArray(c, c0);
    exact.lanewise(ADD, s1).intoArray(c, c0 + cs);
    exact.lanewise(ADD, s2).intoArray(c, c0 + 2 * cs);
    exact.lanewise(ADD, s3).intoArray(c, c0 + 3 * cs);
  }

  static void combine11(Matrix ma, Matrix mb, int b0, float[] c, int c0) {
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s = exact;
    for (int k = 0; k < ma.cols(); k++) {
      FloatVector x = FloatVector.broadcast(WIDE, ma.values()[ma.at() + k * ma.colStride()]);
      s = x.lanewise(FMA, FloatVector.fromArray(WIDE, mb.values(), b0 + k * mb.rowStride()), s);
    }
    exact.lanewise(ADD, s).intoArray(c, c0);
  }
}
