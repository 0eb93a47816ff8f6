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

  /** Below this, {@link #exp} gives what it gives here: 1.6e-38. */
  static final float LEAST_EXPONENT = -87f;

  /** Above this, {@link #exp} gives what it gives here: 2.4e38. */
  static final float GREATEST_EXPONENT = 88.3f;

  static final float LOG2E = 1.442695f;

  /** Added and subtracted again, it rounds to an integer; its low bits then hold that integer. */
  static final float ROUND = 12582912f; // 1.5 x 2^23

  /** Natural logarithm of 2, its high bits and the rest. */
  static final float LN2_HIGH = 0.6933594f;

  static final float LN2_LOW = -2.12194440e-4f;

  /** Of exp(r) on |r| at most ln(2)/2, from r^2 on (Cephes' expf). */
  static final float E2 = 0.5f;

  static final float E3 = 0.16666666f;
  static final float E4 = 0.041665796f;
  static final float E5 = 0.008333452f;
  static final float E6 = 0.0013981999f;
  static final float E7 = 0.00019875691f;

  /** e^x to 2e-7 relative: 2^n exp(r), by Cephes' polynomial; NaN for NaN. */
  static float exp(float z) {
    float x = Math.max(LEAST_EXPONENT, Math.min(GREATEST_EXPONENT, z));
    float shifted = Math.fma(x, LOG2E, ROUND);
    float n = shifted - ROUND;
    float r = Math.fma(n, -LN2_HIGH, x);
    r = Math.fma(n, -LN2_LOW, r);
    float p = Math.fma(r, E7, E6);
    p = Math.fma(r, p, E5);
    p = Math.fma(r, p, E4);
    p = Math.fma(r, p, E3);
    p = Math.fma(r, p, E2);
    p = Math.fma(r * r, p, r + 1);
    // 2^n from its bits; a NaN's are of no use here, but p is NaN then
    int bits = Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(ROUND) + 127;
    return p * Float.intBitsToFloat(bits << 23);
  }

  /** 1 / (1 + e^-z), to 3e-7 relative. */
  static float sigmoid(float z) {
    return 1f / (1f + exp(-z));
  }

  private static final float HALF_PI = 1.5707964f;

  /** Its square makes infinity of every positive float but 0: a step function without a branch. */
  private static final float HUGE = 1e38f;

  /**
   * atan z to 3e-7 relative: u P(u^2) with u = z, or 1 / z beyond 1, where it is taken from pi/2.
   * Coefficients as tanh's, over [0, 1] (2e-8 before rounding).
   */
  static float atan(float z) {
    float t = Math.abs(z);
    float sign = Math.max(-1f, Math.min(1f, z * HUGE * HUGE));
    float beyond = Math.max(0f, Math.min(1f, (t - 1f) * HUGE * HUGE));
    float u = sign * Math.min(t, 1f / t);
    float v = u * u;
    float p = Math.fma(v, 2.9206390e-3f, -1.6367715e-2f);
    p = Math.fma(v, p, 4.3211523e-2f);
    p = Math.fma(v, p, -7.5521864e-2f);
    p = Math.fma(v, p, 0.10665992f);
    p = Math.fma(v, p, -0.14211053f);
    p = Math.fma(v, p, 0.19993773f);
    p = Math.fma(v, p, -0.33333153f);
    p = Math.fma(v * u, p, u);
    return p + beyond * (sign * HALF_PI - 2f * p);
  }
}
