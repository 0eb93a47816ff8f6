// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;

/** Classes of rows: those of the data, and those that outputs mean. */
final class Classes {
  /** Of outputs that are no numbers. */
  static final int UNKNOWN = -1;

  private Classes() {}

  static int[] of(Dataset data) {
    int[] labels = new int[data.rows()];
    for (int r = 0; r < labels.length; r++) {
      labels[r] = data.label(r);
    }
    return labels;
  }

  /** The class of each row of outputs; {@link #UNKNOWN} where one is NaN. */
  static int[] predicted(float[] outputs, Dataset data) {
    int columns = data.outputs();
    int[] labels = new int[data.rows()];
    for (int r = 0; r < labels.length; r++) {
      labels[r] = data.label(outputs, r * columns);
      for (int c = 0; c < columns; c++) {
        if (Float.isNaN(outputs[r * columns + c])) {
          labels[r] = UNKNOWN;
        }
      }
    }
    return labels;
  }

  /** How many different classes there may be. */
  static int count(Dataset data) {
    return Math.max(2, data.outputs());
  }

  /** Share of rows predicted rightly. */
  static double right(int[] predicted, int[] labels) {
    int right = 0;
    for (int r = 0; r < labels.length; r++) {
      right += predicted[r] == labels[r] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
