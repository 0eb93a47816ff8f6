// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** Plain Java: runs where the Vector API is absent, and checks {@code VectorPlaneOps}. */
final class ScalarPlaneOps implements PlaneOps {
  private static final float LEAK = (float) Activation.LEAK;

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
    for (int i = 0; i < n; i++) {
      float z = Math.fma(alpha, a[from + i], origin[from + i]);
      into[at + i] = b == null ? z : Math.fma(beta, b[from + i], z);
    }
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
    move(origin, a, b, from, n, alpha, beta, into, at);
    activate(activation, into, at, n);
  }

  @Override
  public void activate(Activation activation, float[] values, int at, int n) {
    for (int i = at; i < at + n; i++) {
      float z = values[i];
      values[i] =
          switch (activation) {
            case IDENTITY -> z;
            case RELU -> Math.max(0, z);
            case LEAKY_RELU -> Math.max(LEAK * z, z);
            case TANH -> FastMath.tanh(z);
            case SIGMOID -> FastMath.sigmoid(z);
            case ARCTAN -> FastMath.atan(z);
          };
    }
  }

  @Override
  public void addProduct(
      float[] w, int wAt, int stride, int m, int k, float[] x, int xAt, float[] c, int cAt) {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < k; j++) {
        float weight = w[wAt + i * stride + j];
        int from = xAt + j * TILE;
        int to = cAt + i * TILE;
        for (int s = 0; s < TILE; s++) {
          c[to + s] = Math.fma(weight, x[from + s], c[to + s]);
        }
      }
    }
  }

  @Override
  public void softmax(float[] out, int at, int outputs, float[] exponentials, float[] places) {
    for (int s = 0; s < TILE; s++) {
      int best = 0;
      for (int o = 1; o < outputs; o++) {
        best = out[at + o * TILE + s] > out[at + best * TILE + s] ? o : best;
      }
      places[s] = best;
      float max = out[at + best * TILE + s];
      for (int o = 0; o < outputs; o++) {
        float x = out[at + o * TILE + s] - max;
        out[at + o * TILE + s] = x;
        exponentials[o * TILE + s] = FastMath.exp(x);
      }
    }
  }
}
