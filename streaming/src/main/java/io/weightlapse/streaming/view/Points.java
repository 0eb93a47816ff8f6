// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

/**
 * The first two values of each row of something; a lone value lies on a line.
 *
 * @param xs first value of each row
 * @param ys second value of each row, or 0
 */
record Points(float[] xs, float[] ys) {
  static Points of(float[] values, int rows, int columns) {
    float[] xs = new float[rows];
    float[] ys = new float[rows];
    for (int r = 0; r < rows; r++) {
      xs[r] = values[r * columns];
      ys[r] = columns > 1 ? values[r * columns + 1] : 0;
    }
    return new Points(xs, ys);
  }
}
