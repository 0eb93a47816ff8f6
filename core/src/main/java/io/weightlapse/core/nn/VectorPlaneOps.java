// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * With vectors; what {@link VectorOps} says of HotSpot 17 holds here too: no helper methods that
 * take or return vectors. Its oracle is {@link ScalarPlaneOps}, bit for bit.
 */
final class VectorPlaneOps implements PlaneOps {
  private static final VectorSpecies<Float> WIDE = FloatVector.SPECIES_PREFERRED;
  private static final int L = WIDE.length();

  /** Columns that the widest tile in registers has. */
  private static final int COLUMNS = Math.min(TILE, 4 * L);

  private static final float LEAK = (float) Activation.LEAK;

  private final ScalarPlaneOps scalar = new ScalarPlaneOps();

  @Override
  public void move(
      float[] origin,
      float[] a,
      float[] b,
      int from,
      int n,
      float alpha,
      float beta,
      float[] into,
      int at) {
    FloatVector along = FloatVector.broadcast(WIDE, alpha);
    FloatVector across = FloatVector.broadcast(WIDE, beta);
    int i = 0;
    if (b == null) {
      for (; i <= n - L; i += L) {
        along
            .fma(
                FloatVector.fromArray(WIDE, a, from + i),
                FloatVector.fromArray(WIDE, origin, from + i))
            .intoArray(into, at + i);
      }
    } else {
      for (; i <= n - L; i += L) {
        FloatVector z =
            along.fma(
                FloatVector.fromArray(WIDE, a, from + i),
                FloatVector.fromArray(WIDE, origin, from + i));
        across.fma(FloatVector.fromArray(WIDE, b, from + i), z).intoArray(into, at + i);
      }
    }
    scalar.move(origin, a, b, from + i, n - i, alpha, beta, into, at + i);
  }

  @Override
  public void moveActivated(
      Activation activation,
      float[] origin,
      float[] a,
      float[] b,
      int from,
      int n,
      float alpha,
      float beta,
      float[] into,
      int at) {
    if (activation != Activation.RELU || b == null) {
      move(origin, a, b, from, n, alpha, beta, into, at);
      activate(activation, into, at, n);
      return;
    }
    FloatVector along = FloatVector.broadcast(WIDE, alpha);
    FloatVector across = FloatVector.broadcast(WIDE, beta);
    int i = 0;
    for (; i <= n - L; i += L) {
      FloatVector z =
          along.fma(
              FloatVector.fromArray(WIDE, a, from + i),
              FloatVector.fromArray(WIDE, origin, from + i));
      across.fma(FloatVector.fromArray(WIDE, b, from + i), z).max(0).intoArray(into, at + i);
    }
    scalar.moveActivated(activation, origin, a, b, from + i, n - i, alpha, beta, into, at + i);
  }

  @Override
  public void activate(Activation activation, float[] values, int at, int n) {
    int whole = n - n % L;
    switch (activation) {
      case IDENTITY -> {
        return;
      }
      case RELU -> {
        for (int i = at; i < at + whole; i += L) {
          FloatVector.fromArray(WIDE, values, i).max(0).intoArray(values, i);
        }
      }
      case LEAKY_RELU -> {
        for (int i = at; i < at + whole; i += L) {
          FloatVector z = FloatVector.fromArray(WIDE, values, i);
          z.mul(LEAK).max(z).intoArray(values, i);
        }
      }
      case TANH -> tanh(values, at, at + whole);
      case SIGMOID -> sigmoid(values, at, at + whole);
      case ARCTAN -> atan(values, at, at + whole);
    }
    scalar.activate(activation, values, at + whole, n - whole);
  }

  /** HotSpot makes vectors of this by itself. */
  private static void tanh(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = FastMath.tanh(values[i]);
    }
  }

  private static void sigmoid(float[] values, int from, int to) {
    IntVector bias = IntVector.zero(IntVector.SPECIES_PREFERRED).add(EXPONENT);
    for (int i = from; i < to; i += L) {
      FloatVector x =
          FloatVector.fromArray(WIDE, values, i)
              .neg()
              .min(FastMath.GREATEST_EXPONENT)
              .max(FastMath.LEAST_EXPONENT);
      FloatVector shifted =
          x.fma(
              FloatVector.broadcast(WIDE, FastMath.LOG2E),
              FloatVector.broadcast(WIDE, FastMath.ROUND));
      FloatVector n = shifted.sub(FastMath.ROUND);
      FloatVector r = n.fma(FloatVector.broadcast(WIDE, -FastMath.LN2_HIGH), x);
      r = n.fma(FloatVector.broadcast(WIDE, -FastMath.LN2_LOW), r);
      FloatVector p =
          r.fma(FloatVector.broadcast(WIDE, FastMath.E7), FloatVector.broadcast(WIDE, FastMath.E6));
      p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E5));
      p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E4));
      p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E3));
      p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E2));
      p = r.mul(r).fma(p, r.add(1));
      FloatVector power =
          shifted.reinterpretAsInts().add(bias).lanewise(LSHL, 23).reinterpretAsFloats();
      FloatVector.broadcast(WIDE, 1).div(p.mul(power).add(1)).intoArray(values, i);
    }
  }

  /** Makes an exponent of the low bits of what was rounded by adding. */
  private static final int EXPONENT = 127 - Float.floatToRawIntBits(FastMath.ROUND);

  private static void atan(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] = FastMath.atan(values[i]);
    }
  }

  @Override
  public void softmax(float[] out, int at, int outputs, float[] exponentials, float[] places) {
    IntVector bias = IntVector.zero(IntVector.SPECIES_PREFERRED).add(EXPONENT);
    for (int s = 0; s < TILE; s += L) {
      FloatVector best = FloatVector.fromArray(WIDE, out, at + s);
      FloatVector place = FloatVector.zero(WIDE);
      for (int o = 1; o < outputs; o++) {
        FloatVector z = FloatVector.fromArray(WIDE, out, at + o * TILE + s);
        VectorMask<Float> greater = z.compare(GT, best);
        best = best.blend(z, greater);
        place = place.blend((float) o, greater);
      }
      place.intoArray(places, s);
      for (int o = 0; o < outputs; o++) {
        FloatVector d = FloatVector.fromArray(WIDE, out, at + o * TILE + s).sub(best);
        d.intoArray(out, at + o * TILE + s);
        FloatVector x = d.min(FastMath.GREATEST_EXPONENT).max(FastMath.LEAST_EXPONENT);
        FloatVector shifted =
            x.fma(
                FloatVector.broadcast(WIDE, FastMath.LOG2E),
                FloatVector.broadcast(WIDE, FastMath.ROUND));
        FloatVector n = shifted.sub(FastMath.ROUND);
        FloatVector r = n.fma(FloatVector.broadcast(WIDE, -FastMath.LN2_HIGH), x);
        r = n.fma(FloatVector.broadcast(WIDE, -FastMath.LN2_LOW), r);
        FloatVector p =
            r.fma(
                FloatVector.broadcast(WIDE, FastMath.E7), FloatVector.broadcast(WIDE, FastMath.E6));
        p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E5));
        p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E4));
        p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E3));
        p = r.fma(p, FloatVector.broadcast(WIDE, FastMath.E2));
        p = r.mul(r).fma(p, r.add(1));
        FloatVector power =
            shifted.reinterpretAsInts().add(bias).lanewise(LSHL, 23).reinterpretAsFloats();
        p.mul(power).intoArray(exponentials, o * TILE + s);
      }
    }
  }

  @Override
  public void addProduct(
      float[] w, int wAt, int stride, int m, int k, float[] x, int xAt, float[] c, int cAt) {
    int i = 0;
    for (; i <= m - 4; i += 4) {
      for (int j = 0; j < TILE; j += COLUMNS) {
        tile44(w, wAt + i * stride, stride, k, x, xAt + j, c, cAt + i * TILE + j);
      }
    }
    for (; i < m; i++) {
      for (int j = 0; j < TILE; j += COLUMNS) {
        tile14(w, wAt + i * stride, k, x, xAt + j, c, cAt + i * TILE + j);
      }
    }
  }

  private static void tile44(
      float[] w, int w0, int stride, int k, float[] x, int xAt, float[] c, int c0) {
    int w1 = w0 + stride;
    int w2 = w1 + stride;
    int w3 = w2 + stride;
    int c1 = c0 + TILE;
    int c2 = c1 + TILE;
    int c3 = c2 + TILE;
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s00 = FloatVector.fromArray(WIDE, c, c0);
    FloatVector s01 = FloatVector.fromArray(WIDE, c, c0 + L);
    FloatVector s02 = FloatVector.fromArray(WIDE, c, c0 + 2 * L);
    FloatVector s03 = FloatVector.fromArray(WIDE, c, c0 + 3 * L);
    FloatVector s10 = FloatVector.fromArray(WIDE, c, c1);
    FloatVector s11 = FloatVector.fromArray(WIDE, c, c1 + L);
    FloatVector s12 = FloatVector.fromArray(WIDE, c, c1 + 2 * L);
    FloatVector s13 = FloatVector.fromArray(WIDE, c, c1 + 3 * L);
    FloatVector s20 = FloatVector.fromArray(WIDE, c, c2);
    FloatVector s21 = FloatVector.fromArray(WIDE, c, c2 + L);
    FloatVector s22 = FloatVector.fromArray(WIDE, c, c2 + 2 * L);
    FloatVector s23 = FloatVector.fromArray(WIDE, c, c2 + 3 * L);
    FloatVector s30 = FloatVector.fromArray(WIDE, c, c3);
    FloatVector s31 = FloatVector.fromArray(WIDE, c, c3 + L);
    FloatVector s32 = FloatVector.fromArray(WIDE, c, c3 + 2 * L);
    FloatVector s33 = FloatVector.fromArray(WIDE, c, c3 + 3 * L);
    int at = xAt;
    for (int j = 0; j < k; j++) {
      FloatVector y0 = FloatVector.fromArray(WIDE, x, at);
      FloatVector y1 = FloatVector.fromArray(WIDE, x, at + L);
      FloatVector y2 = FloatVector.fromArray(WIDE, x, at + 2 * L);
      FloatVector y3 = FloatVector.fromArray(WIDE, x, at + 3 * L);
      FloatVector v = FloatVector.broadcast(WIDE, w[w0 + j]);
      s00 = v.fma(y0, s00);
      s01 = v.fma(y1, s01);
      s02 = v.fma(y2, s02);
      s03 = v.fma(y3, s03);
      v = FloatVector.broadcast(WIDE, w[w1 + j]);
      s10 = v.fma(y0, s10);
      s11 = v.fma(y1, s11);
      s12 = v.fma(y2, s12);
      s13 = v.fma(y3, s13);
      v = FloatVector.broadcast(WIDE, w[w2 + j]);
      s20 = v.fma(y0, s20);
      s21 = v.fma(y1, s21);
      s22 = v.fma(y2, s22);
      s23 = v.fma(y3, s23);
      v = FloatVector.broadcast(WIDE, w[w3 + j]);
      s30 = v.fma(y0, s30);
      s31 = v.fma(y1, s31);
      s32 = v.fma(y2, s32);
      s33 = v.fma(y3, s33);
      at += TILE;
    }
    exact.lanewise(ADD, s00).intoArray(c, c0);
    exact.lanewise(ADD, s01).intoArray(c, c0 + L);
    exact.lanewise(ADD, s02).intoArray(c, c0 + 2 * L);
    exact.lanewise(ADD, s03).intoArray(c, c0 + 3 * L);
    exact.lanewise(ADD, s10).intoArray(c, c1);
    exact.lanewise(ADD, s11).intoArray(c, c1 + L);
    exact.lanewise(ADD, s12).intoArray(c, c1 + 2 * L);
    exact.lanewise(ADD, s13).intoArray(c, c1 + 3 * L);
    exact.lanewise(ADD, s20).intoArray(c, c2);
    exact.lanewise(ADD, s21).intoArray(c, c2 + L);
    exact.lanewise(ADD, s22).intoArray(c, c2 + 2 * L);
    exact.lanewise(ADD, s23).intoArray(c, c2 + 3 * L);
    exact.lanewise(ADD, s30).intoArray(c, c3);
    exact.lanewise(ADD, s31).intoArray(c, c3 + L);
    exact.lanewise(ADD, s32).intoArray(c, c3 + 2 * L);
    exact.lanewise(ADD, s33).intoArray(c, c3 + 3 * L);
  }

  private static void tile14(float[] w, int w0, int k, float[] x, int xAt, float[] c, int c0) {
    FloatVector exact = FloatVector.zero(WIDE);
    FloatVector s0 = FloatVector.fromArray(WIDE, c, c0);
    FloatVector s1 = FloatVector.fromArray(WIDE, c, c0 + L);
    FloatVector s2 = FloatVector.fromArray(WIDE, c, c0 + 2 * L);
    FloatVector s3 = FloatVector.fromArray(WIDE, c, c0 + 3 * L);
    int at = xAt;
    for (int j = 0; j < k; j++) {
      FloatVector v = FloatVector.broadcast(WIDE, w[w0 + j]);
      s0 = v.fma(FloatVector.fromArray(WIDE, x, at), s0);
      s1 = v.fma(FloatVector.fromArray(WIDE, x, at + L), s1);
      s2 = v.fma(FloatVector.fromArray(WIDE, x, at + 2 * L), s2);
      s3 = v.fma(FloatVector.fromArray(WIDE, x, at + 3 * L), s3);
      at += TILE;
    }
    exact.lanewise(ADD, s0).intoArray(c, c0);
    exact.lanewise(ADD, s1).intoArray(c, c0 + L);
    exact.lanewise(ADD, s2).intoArray(c, c0 + 2 * L);
    exact.lanewise(ADD, s3).intoArray(c, c0 + 3 * L);
  }
}
