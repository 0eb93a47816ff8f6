// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** Plain Java: runs where the Vector API is absent, and checks {@code VectorOps}. */
final class ScalarOps implements Ops {
  @Override
  public void dots(Matrix a, Matrix b, Matrix c) {
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < b.rows(); j++) {
        c.values()[c.at() + i * c.rowStride() + j * c.colStride()] =
            dot(
                a.values(),
                a.at() + i * a.rowStride(),
                b.values(),
                b.at() + j * b.rowStride(),
                a.cols());
      }
    }
  }

  /** Four sums, so that one addition need not wait for the one before it. */
  static float dot(float[] a, int a0, float[] b, int b0, int n) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 3 < n; i += 4) {
      s0 = Math.fma(a[a0 + i], b[b0 + i], s0);
      s1 = Math.fma(a[a0 + i + 1], b[b0 + i + 1], s1);
      s2 = Math.fma(a[a0 + i + 2], b[b0 + i + 2], s2);
      s3 = Math.fma(a[a0 + i + 3], b[b0 + i + 3], s3);
    }
    for (; i < n; i++) {
      s0 = Math.fma(a[a0 + i], b[b0 + i], s0);
    }
    return (s0 + s1) + (s2 + s3);
  }

  @Override
  public void combine(Matrix a, Matrix b, Matrix c) {
    float[] out = c.values();
    for (int i = 0; i < a.rows(); i++) {
      int to = c.at() + i * c.rowStride();
      java.util.Arrays.fill(out, to, to + c.cols(), 0);
      for (int k = 0; k < a.cols(); k++) {
        float x = a.values()[a.at() + i * a.rowStride() + k * a.colStride()];
        int from = b.at() + k * b.rowStride();
        for (int j = 0; j < c.cols(); j++) {
          out[to + j] = Math.fma(x, b.values()[from + j], out[to + j]);
        }
      }
    }
  }

  @Override
  public void update(
      FloatOptimiser optimiser,
      FloatOptimiser.Rule r,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      Penalty penalty,
      double[] sums,
      int sumsAt) {
    penalty.addTo(gradient, gradientAt, w, at, n);
    double squares = 0;
    double moved = 0;
    for (int i = 0; i < n; i++) {
      float g = gradient[gradientAt + i];
      float u = one(optimiser, r, at + i, g);
      w[at + i] -= u;
      squares += g * g;
      moved += Math.abs(u);
    }
    sums[sumsAt] += squares;
    sums[sumsAt + 1] += moved;
  }

  /** The update of parameter {@code i}. */
  static float one(FloatOptimiser optimiser, FloatOptimiser.Rule r, int i, float g) {
    switch (r.kind()) {
      case SGD:
        return r.rate() * g;
      case MOMENTUM:
        float velocity = Math.fma(r.momentum(), optimiser.first[i], g);
        optimiser.first[i] = velocity;
        return r.rate() * velocity;
      case NESTEROV:
        float v = Math.fma(r.momentum(), optimiser.first[i], g);
        optimiser.first[i] = v;
        return r.rate() * Math.fma(r.momentum(), v, g);
      case ADAM:
        float m = Math.fma(1 - r.beta1(), g - optimiser.first[i], optimiser.first[i]);
        float s = Math.fma(r.beta2(), optimiser.second[i], (1 - r.beta2()) * g * g);
        optimiser.first[i] = m;
        optimiser.second[i] = s;
        return r.step() * m / Math.fma((float) Math.sqrt(s), r.root(), r.epsilon());
    }
    throw new AssertionError(r.kind());
  }
}
