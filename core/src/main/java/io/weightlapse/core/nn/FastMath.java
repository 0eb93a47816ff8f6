// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** Float functions without branches, for inner loops. */
final class FastMath {
  /** Where tanh rounds to 1 in float. */
  private static final float FLAT = 9f;

  private FastMath() {}

  /**
   * tanh to 4e-7 relative: x P(x^2) / Q(x^2), coefficients by iteratively reweighted least squares
   * on the relative error over [0, 9] (2e-8 before rounding). The two polynomials run in parallel,
   * so that one call costs about two divisions' latency.
   */
  static float tanh(float z) {
    float x = Math.max(-FLAT, Math.min(FLAT, z));
    float t = x * x;
    float p = Math.fma(t, 1.335449e-8f, 2.0608953e-5f);
    float q = Math.fma(t, 7.776486e-7f, 3.285622e-4f);
    p = Math.fma(t, p, 3.4955803e-3f);
    q = Math.fma(t, q, 2.5876952e-2f);
    p = Math.fma(t, p, 0.13381019f);
    q = Math.fma(t, q, 0.46714336f);
    p = Math.fma(t, p, 1f);
    q = Math.fma(t, q, 1f);
    return Math.max(-1f, Math.min(1f, x * p / q));
  }

  /**
   * As {@link #tanh}, for one value that the next computation waits for: a branch, which is
   * predicted, costs less there than taking bounds, and the polynomials are cut in halves that run
   * in parallel.
   */
  static float tanhOfOne(float x) {
    if (x > FLAT || x < -FLAT) {
      return x > 0 ? 1f : -1f;
    }
    float t = x * x;
    float t2 = t * t;
    float p =
        Math.fma(
            t2 * t2,
            1.335449e-8f,
            Math.fma(t2, Math.fma(t, 2.0608953e-5f, 3.4955803e-3f), Math.fma(t, 0.13381019f, 1f)));
    float q =
        Math.fma(
            t2 * t2,
            7.776486e-7f,
            Math.fma(t2, Math.fma(t, 3.285622e-4f, 2.5876952e-2f), Math.fma(t, 0.46714336f, 1f)));
    return x * p / q;
  }
}
