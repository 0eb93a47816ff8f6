// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

/**
 * Matrices as arrays of rows, and the one loop that all products are made of. All rows of a loop
 * are indexed by the same place, so that HotSpot makes vectors of it.
 */
final class Rows {
  /** Rows that are added in one go; of a loop over eight, HotSpot 17 makes no vectors. */
  private static final int RANKS = 4;

  private Rows() {}

  static double[][] zeros(int rows, int cols) {
    return new double[rows][cols];
  }

  /**
   * y += sum over r of weights[at + r stride] x[r], for the rows {@code first..last} of x and the
   * places {@code from..to}; one sum for each place, in order.
   */
  static void add(
      double[] y,
      int from,
      int to,
      double[] weights,
      int at,
      int stride,
      double[][] x,
      int first,
      int last) {
    for (int r = first; r < last; r += RANKS) {
      int w = at + r * stride;
      if (r + RANKS <= last) {
        add4(
            y,
            from,
            to,
            weights[w],
            weights[w + stride],
            weights[w + 2 * stride],
            weights[w + 3 * stride],
            x[r],
            x[r + 1],
            x[r + 2],
            x[r + 3]);
      } else {
        for (int k = r; k < last; k++) {
          add1(y, from, to, weights[at + k * stride], x[k]);
        }
      }
    }
  }

  private static void add4(
      double[] y,
      int from,
      int to,
      double a,
      double b,
      double c,
      double d,
      double[] xa,
      double[] xb,
      double[] xc,
      double[] xd) {
    for (int i = from; i < to; i++) {
      double sum = Math.fma(a, xa[i], y[i]);
      sum = Math.fma(b, xb[i], sum);
      sum = Math.fma(c, xc[i], sum);
      y[i] = Math.fma(d, xd[i], sum);
    }
  }

  private static void add1(double[] y, int from, int to, double a, double[] x) {
    for (int i = from; i < to; i++) {
      y[i] = Math.fma(a, x[i], y[i]);
    }
  }

  /** Rows and columns exchanged. */
  static void transpose(double[][] from, int rows, int cols, double[][] to) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < cols; c++) {
        to[c][r] = from[r][c];
      }
    }
  }
}
