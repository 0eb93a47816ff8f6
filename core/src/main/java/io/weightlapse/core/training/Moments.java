// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

/**
 * Sums over the finite values of a tensor, in double precision and one pass.
 *
 * @param finite how many there are
 * @param mean NaN where there are none, as are the next three
 * @param sd of the population
 * @param min the smallest
 * @param max the largest
 * @param l1 sum of magnitudes
 * @param l2 root of the sum of squares
 */
record Moments(int finite, double mean, double sd, double min, double max, double l1, double l2) {
  /** Of the values {@code from..from+n}. */
  static Moments of(float[] values, int from, int n) {
    double shift = first(values, from, n); // a constant tensor has no deviation at all
    double sum = 0;
    double sum1 = 0;
    double squares = 0;
    double squares1 = 0;
    double l1 = 0;
    double l11 = 0;
    double l2 = 0;
    double l21 = 0;
    float min = Float.POSITIVE_INFINITY;
    float max = Float.NEGATIVE_INFINITY;
    int finite = 0;
    int i = from;
    // two of each sum, so that one addition need not wait for the one before it
    for (; i + 1 < from + n; i += 2) {
      float a = values[i];
      float b = values[i + 1];
      if (Math.abs(a) <= Float.MAX_VALUE && Math.abs(b) <= Float.MAX_VALUE) {
        double d = a - shift;
        double e = b - shift;
        sum += d;
        sum1 += e;
        squares += d * d;
        squares1 += e * e;
        l1 += Math.abs(a);
        l11 += Math.abs(b);
        l2 += (double) a * a;
        l21 += (double) b * b;
        min = Math.min(min, Math.min(a, b));
        max = Math.max(max, Math.max(a, b));
        finite += 2;
      } else {
        for (float v : new float[] {a, b}) {
          if (Float.isFinite(v)) {
            sum += v - shift;
            squares += (v - shift) * (v - shift);
            l1 += Math.abs(v);
            l2 += (double) v * v;
            min = Math.min(min, v);
            max = Math.max(max, v);
            finite++;
          }
        }
      }
    }
    if (i < from + n && Float.isFinite(values[i])) {
      float v = values[i];
      sum += v - shift;
      squares += (v - shift) * (v - shift);
      l1 += Math.abs(v);
      l2 += (double) v * v;
      min = Math.min(min, v);
      max = Math.max(max, v);
      finite++;
    }
    if (finite == 0) {
      return new Moments(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    }
    double mean = (sum + sum1) / finite;
    double variance = Math.max(0, (squares + squares1) / finite - mean * mean);
    return new Moments(
        finite, shift + mean, Math.sqrt(variance), min, max, l1 + l11, Math.sqrt(l2 + l21));
  }

  private static double first(float[] values, int from, int n) {
    for (int i = from; i < from + n; i++) {
      if (Float.isFinite(values[i])) {
        return values[i];
      }
    }
    return 0;
  }
}
