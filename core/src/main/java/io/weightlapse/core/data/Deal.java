// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.SplitSpec;
import io.weightlapse.core.random.TorchRandom;
import java.util.Arrays;

/** Deals samples to training, validation and test. */
final class Deal {
  private Deal() {}

  /** The rows of a source that are for something, in order; without a split all train. */
  static int[] rows(SplitSpec split, Split wanted, int rows) {
    int train = split.trainRows(rows);
    if (!split.deals()) {
      int[] all = new int[wanted == Split.TRAIN ? rows : 0];
      Arrays.setAll(all, i -> i);
      return all;
    }
    int[] order = new TorchRandom(split.seed()).permutation(rows);
    int tuned = train + split.validationRows(rows);
    return switch (wanted) {
      case TRAIN -> Arrays.copyOf(order, train);
      case VALIDATION -> Arrays.copyOfRange(order, train, tuned);
      case TEST -> Arrays.copyOfRange(order, tuned, rows);
    };
  }

  /** Where each row of a source goes: its place among the wanted ones, or -1. */
  static int[] places(int[] wanted, int rows) {
    int[] places = new int[rows];
    Arrays.fill(places, -1);
    for (int i = 0; i < wanted.length; i++) {
      places[wanted[i]] = i;
    }
    return places;
  }

  static float[] pick(float[] values, int columns, int[] rows) {
    float[] picked = new float[Math.multiplyExact(rows.length, columns)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * columns, picked, i * columns, columns);
    }
    return picked;
  }
}
