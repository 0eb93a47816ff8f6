// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import io.weightlapse.core.util.Checks;
import java.util.Arrays;

/**
 * Values over a grid of places, and how they are scaled.
 *
 * @param xs places along x, rising
 * @param ys places along y, rising
 * @param values xs x ys, row major; NaN and infinite values are gaps
 * @param scale of the values
 * @param low lowest value that the colours tell apart
 * @param high highest value that the colours tell apart; what is beyond is drawn as this
 */
public record Field(
    double[] xs, double[] ys, double[] values, ValueScale scale, double low, double high) {
  /** The shapes must fit. */
  public Field {
    Checks.require(
        values.length == xs.length * ys.length,
        "values must have %d x %d elements: was %d",
        xs.length,
        ys.length,
        values.length);
  }

  /**
   * A field whose colours reach from the lowest value to a quantile.
   *
   * @param quantile 0 to 1: the share of drawable values that are told apart; 1 for all
   */
  public static Field of(
      double[] xs, double[] ys, double[] values, ValueScale scale, double quantile) {
    double[] sorted =
        Arrays.stream(values)
            .filter(v -> NiceRange.drawable(v) && NiceRange.drawable(scale.forward(v)))
            .sorted()
            .toArray();
    if (sorted.length == 0) {
      return new Field(xs, ys, values, scale, 0.1, 1);
    }
    double low = sorted[0];
    double high = sorted[(int) Math.round(quantile * (sorted.length - 1))];
    if (!(high > low)) {
      high = low + Math.max(1e-9, Math.abs(low) * 1e-6);
    }
    return new Field(xs, ys, values, scale, low, high);
  }

  /** The scaled value at a place of the grid, not beyond the ends; NaN for a gap. */
  public double height(int i, int j) {
    double v = values[i * ys.length + j];
    if (!NiceRange.drawable(v)) {
      return Double.NaN;
    }
    return scale.forward(Math.max(low, Math.min(high, v)));
  }

  /** Where a scaled value lies between the ends, 0 to 1. */
  double share(double height) {
    double from = scale.forward(low);
    return (height - from) / (scale.forward(high) - from);
  }
}
