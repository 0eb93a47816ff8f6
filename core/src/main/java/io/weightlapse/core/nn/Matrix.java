// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * A view of a matrix inside a flat array: element (r, c) is {@code values[at + r rowStride + c
 * colStride]}.
 */
record Matrix(float[] values, int at, int rows, int cols, int rowStride, int colStride) {
  /** Rows that lie one after the other. */
  static Matrix of(float[] values, int at, int rows, int cols) {
    return new Matrix(values, at, rows, cols, cols, 1);
  }

  /** The rows {@code from..to}. */
  Matrix rows(int from, int to) {
    return new Matrix(values, at + from * rowStride, to - from, cols, rowStride, colStride);
  }

  /** The columns {@code from..to}. */
  Matrix cols(int from, int to) {
    return new Matrix(values, at + from * colStride, rows, to - from, rowStride, colStride);
  }

  /** Rows and columns exchanged. */
  Matrix transposed() {
    return new Matrix(values, at, cols, rows, colStride, rowStride);
  }
}
