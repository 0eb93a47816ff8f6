// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static io.weightlapse.core.util.Checks.require;

/**
 * Points of a plane, in any order.
 *
 * @param alpha coordinate along the first direction, one for each point
 * @param beta coordinate along the second direction, as many
 */
public record Points(double[] alpha, double[] beta) {
  /** As many of both. */
  public Points {
    require(
        alpha.length == beta.length,
        "beta must have %d values, as alpha has: was %d",
        alpha.length,
        beta.length);
  }

  /** Rows {@code row0 .. row0 + rows - 1} of a grid, row major: alpha is the row's. */
  public static Points rows(Axis alpha, Axis beta, int row0, int rows) {
    require(
        row0 >= 0 && rows >= 0 && row0 + rows <= alpha.count(),
        "rows must be in 0..%d: was %d..%d",
        alpha.count() - 1,
        row0,
        row0 + rows - 1);
    int[] indices = new int[rows * beta.count()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = row0 * beta.count() + i;
    }
    return of(alpha, beta, indices);
  }

  /** The points of a grid with these indices, {@code row x beta.count() + column}. */
  public static Points of(Axis alpha, Axis beta, int[] indices) {
    double[] a = new double[indices.length];
    double[] b = new double[indices.length];
    for (int i = 0; i < indices.length; i++) {
      a[i] = alpha.at(indices[i] / beta.count());
      b[i] = beta.at(indices[i] % beta.count());
    }
    return new Points(a, b);
  }

  /** The points of a line; beta is 0. */
  public static Points line(Axis alpha) {
    double[] a = new double[alpha.count()];
    for (int i = 0; i < a.length; i++) {
      a[i] = alpha.at(i);
    }
    return new Points(a, new double[a.length]);
  }

  /** How many there are. */
  public int count() {
    return alpha.length;
  }

  /** The points {@code from..to}. */
  public Points part(int from, int to) {
    return new Points(
        java.util.Arrays.copyOfRange(alpha, from, to),
        java.util.Arrays.copyOfRange(beta, from, to));
  }
}
