// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

/** Gives columns the mean 0 and the deviation 1. */
final class Standardise {
  private Standardise() {}

  /**
   * Changes all rows by the mean and the deviation of some of them; a constant column becomes 0.
   *
   * @param values rows x columns
   * @param of the rows that count
   */
  static void columns(float[] values, int columns, int[] of) {
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      for (int row : of) {
        mean += values[row * columns + c];
      }
      mean /= of.length;
      double square = 0;
      for (int row : of) {
        double d = values[row * columns + c] - mean;
        square += d * d;
      }
      double deviation = Math.sqrt(square / of.length);
      double scale = deviation > 0 ? 1 / deviation : 0;
      for (int i = c; i < values.length; i += columns) {
        values[i] = (float) ((values[i] - mean) * scale);
      }
    }
  }
}
