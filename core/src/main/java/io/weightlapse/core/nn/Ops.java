// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * The inner loops of the kernels for wide layers. Each element of a result is the same number
 * however the rows and columns of a product are split into calls at multiples of {@link #GRAIN}.
 */
interface Ops {
  /** Where products may be split. */
  int GRAIN = 64;

  /**
   * c = a b^T: dot products of rows.
   *
   * @param a (m, k), consecutive columns
   * @param b (n, k), consecutive columns
   * @param c (m, n), overwritten
   */
  void dots(Matrix a, Matrix b, Matrix c);

  /**
   * c = a b: combinations of rows.
   *
   * @param a (m, k), any strides
   * @param b (k, n), consecutive columns
   * @param c (m, n), consecutive columns, overwritten
   */
  void combine(Matrix a, Matrix b, Matrix c);

  /**
   * One optimiser update of the parameters {@code at..at+n}.
   *
   * @param optimiser holds the state, laid out as the parameters
   * @param rule this update's constants
   * @param w parameters, changed in place
   * @param gradient begins at {@code gradientAt}, penalties excluded
   * @param penalty of these parameters
   * @param sums gets the squared gradients added at {@code sumsAt}, the absolute updates after it
   */
  void update(
      FloatOptimiser optimiser,
      FloatOptimiser.Rule rule,
      float[] w,
      int at,
      int n,
      float[] gradient,
      int gradientAt,
      Penalty penalty,
      double[] sums,
      int sumsAt);

  /** Rates of l1 |w| + l2 w^2. */
  record Penalty(float l1, float l2) {
    /** A bias has none. */
    static final Penalty NONE = new Penalty(0, 0);

    static Penalty of(OptimiserSpec spec) {
      return new Penalty((float) spec.l1(), (float) spec.l2());
    }

    boolean isNone() {
      return l1 == 0 && l2 == 0;
    }

    /** Adds the derivative. */
    void addTo(float[] gradient, int gradientAt, float[] w, int at, int n) {
      for (int i = 0; i < n && !isNone(); i++) {
        gradient[gradientAt + i] += l1 * Math.signum(w[at + i]) + 2 * l2 * w[at + i];
      }
    }
  }
}
