// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.util.Checks;

/**
 * How the values of a tensor, or their changes, are spread. Everything but the two counts is over
 * the finite values; NaN where there is none.
 *
 * @param count number of values, finite or not
 * @param notFinite how many of them are NaN or infinite
 * @param mean sum / number
 * @param sd population standard deviation
 * @param min the smallest
 * @param max the largest
 * @param l1 sum of |v|
 * @param l2 square root of the sum of v^2
 * @param quantiles at {@link #probability}; up to 2,048 values linear between the two neighbours in
 *     rank, else within 1/32 of the lower one
 * @param limit a power of two: the histogram reaches from -limit to limit
 * @param histogram {@link #BINS} counts over equal bins; a bin holds the edge that is nearer to 0,
 *     and 0 itself is counted right of it. At most one value in 1,000 lies beyond the limit; those
 *     are counted in the outermost bins. Since limits are powers of two, the bins of a narrow
 *     histogram nest in those of a wide one
 */
public record Distribution(
    long count,
    long notFinite,
    double mean,
    double sd,
    double min,
    double max,
    double l1,
    double l2,
    double[] quantiles,
    double limit,
    int[] histogram) {
  /** Bins of a histogram; even, so that 0 is an edge. */
  public static final int BINS = 64;

  private static final double[] P = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

  /** Number of quantiles. */
  public static final int QUANTILES = P.length;

  /** The shapes must fit. */
  public Distribution {
    Checks.require(
        count >= 0 && notFinite >= 0 && notFinite <= count,
        "notFinite must be 0..%d: was %d",
        count,
        notFinite);
    Checks.require(
        quantiles.length == QUANTILES,
        "quantiles must have %d elements: was %d",
        QUANTILES,
        quantiles.length);
    Checks.require(
        histogram.length == BINS, "histogram must have %d bins: was %d", BINS, histogram.length);
  }

  /** Of no values. */
  public static Distribution none() {
    double[] quantiles = new double[QUANTILES];
    java.util.Arrays.fill(quantiles, Double.NaN);
    double nan = Double.NaN;
    return new Distribution(
        0, 0, nan, nan, nan, nan, 0, 0, quantiles, Float.MIN_NORMAL, new int[BINS]);
  }

  /** The share of values below the quantile of that index: 1, 5, 25, 50, 75, 95, 99 per cent. */
  public static double probability(int index) {
    return P[index];
  }

  /** Mean of |v|; NaN without values. */
  public double meanAbs() {
    return l1 / (count - notFinite);
  }
}
