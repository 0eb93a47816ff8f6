// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.event.Distribution;
import java.util.Arrays;

/**
 * Computes distributions; keeps its scratch memory, so it is not thread-safe.
 *
 * <p>Few values are sorted. Many are counted by sign, exponent and the first five bits of their
 * fraction, in one pass without knowing their range: such a fine bin never crosses an edge of a
 * histogram whose limit is a power of two, so histograms are exact, and quantiles are off by at
 * most the bin's width, 1/32 of the value.
 */
final class DistributionOf {
  /** Up to so many values are sorted. */
  static final int FEW = 2048;

  /** Bits of a float that a fine bin ignores. */
  private static final int IGNORED = 18;

  private static final int SIGN = 1 << (31 - IGNORED);
  private static final int INFINITE = 0xff << (23 - IGNORED);

  /** One value in so many may lie beyond the limit. */
  private static final int BEYOND = 1000;

  private static final int HALF = Distribution.BINS / 2;

  private float[] sorted = new float[64];
  private final int[] fine = new int[2 * SIGN];

  /** Of the values {@code from..from+n}. */
  Distribution of(float[] values, int from, int n) {
    Moments m = Moments.of(values, from, n);
    int finite = m.finite();
    double[] quantiles = new double[Distribution.QUANTILES];
    int[] histogram = new int[Distribution.BINS];
    double limit =
        n <= FEW
            ? few(values, from, n, finite, quantiles, histogram)
            : many(values, from, n, finite, m, quantiles, histogram);
    return new Distribution(
        n,
        n - finite,
        m.mean(),
        m.sd(),
        m.min(),
        m.max(),
        m.l1(),
        m.l2(),
        quantiles,
        limit,
        histogram);
  }

  private double few(
      float[] values, int from, int n, int finite, double[] quantiles, int[] histogram) {
    if (sorted.length < finite) {
      sorted = new float[FEW];
    }
    int k = 0;
    for (int i = from; i < from + n; i++) {
      if (Float.isFinite(values[i])) {
        sorted[k++] = values[i];
      }
    }
    Arrays.sort(sorted, 0, k);
    for (int q = 0; q < quantiles.length; q++) {
      quantiles[q] = quantile(k, Distribution.probability(q));
    }
    int spared = k / BEYOND; // the largest magnitudes are at both ends
    int low = 0;
    int high = k - 1;
    for (int s = 0; s < spared; s++) {
      if (-sorted[low] > sorted[high]) {
        low++;
      } else {
        high--;
      }
    }
    double most = k == 0 ? 0 : Math.max(Math.abs(sorted[low]), Math.abs(sorted[high]));
    double limit = powerAbove(most);
    for (int i = 0; i < k; i++) {
      histogram[bin(sorted[i], limit)]++;
    }
    return limit;
  }

  private double quantile(int k, double p) {
    if (k == 0) {
      return Double.NaN;
    }
    double at = (k - 1) * p;
    int i = (int) at;
    double low = sorted[i];
    double high = sorted[Math.min(i + 1, k - 1)];
    return low + (at - i) * (high - low);
  }

  private double many(
      float[] values, int from, int n, int finite, Moments m, double[] quantiles, int[] histogram) {
    Arrays.fill(fine, 0);
    for (int i = from; i < from + n; i++) {
      fine[Float.floatToRawIntBits(values[i]) >>> IGNORED]++;
    }
    int top = INFINITE - 1; // the highest fine bin of magnitude that must lie inside
    int beyond = 0;
    while (top > 0 && beyond + fine[top] + fine[top + SIGN] <= finite / BEYOND) {
      beyond += fine[top] + fine[top + SIGN];
      top--;
    }
    double limit = powerAbove(lower(top));
    for (int b = 0; b < INFINITE; b++) {
      if (fine[b] > 0) {
        histogram[bin(lower(b), limit)] += fine[b];
      }
      if (fine[b + SIGN] > 0) {
        // -0 is 0; a bin just below 0 has other values too, but then 0 is its edge
        histogram[b == 0 ? HALF : bin(-lower(b), limit)] += fine[b + SIGN];
      }
    }
    quantiles(finite, m, quantiles);
    return limit;
  }

  private void quantiles(int finite, Moments m, double[] quantiles) {
    int bin = -INFINITE; // from the most negative to the most positive; -1 - b is the bin b of -
    long below = 0;
    for (int q = 0; q < quantiles.length; q++) {
      if (finite == 0) {
        quantiles[q] = Double.NaN;
        continue;
      }
      double at = (finite - 1) * Distribution.probability(q);
      while (below + fineCount(bin) <= (long) at) {
        below += fineCount(bin++);
      }
      double inside = (at - below + 0.5) / fineCount(bin);
      double low = bin < 0 ? -lower(-bin) : lower(bin);
      double high = bin < 0 ? -lower(-1 - bin) : lower(bin + 1);
      double value = low + inside * (high - low);
      quantiles[q] = Math.max(m.min(), Math.min(m.max(), value));
    }
  }

  private int fineCount(int bin) {
    return bin < 0 ? fine[SIGN - 1 - bin] : fine[bin];
  }

  /** The smallest magnitude of a fine bin. */
  private static double lower(int bin) {
    return bin >= INFINITE ? 0x1p128 : Float.intBitsToFloat(bin << IGNORED);
  }

  /** The smallest power of two above a magnitude, 2^-126 at least. */
  static double powerAbove(double magnitude) {
    return magnitude < Float.MIN_NORMAL
        ? Float.MIN_NORMAL
        : Math.scalb(1.0, Math.getExponent(magnitude) + 1);
  }

  /** The bin of a value; beyond the limit the outermost one. */
  static int bin(double value, double limit) {
    int i = (int) Math.min(Math.abs(value) / limit * HALF, HALF - 1);
    return value < 0 ? HALF - 1 - i : HALF + i;
  }
}
