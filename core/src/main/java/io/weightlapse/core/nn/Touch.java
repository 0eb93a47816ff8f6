// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;

/**
 * Asks for shuffled rows before they are needed. Rows of large data lie in no cache, and waiting
 * for one after the other would take longer than all arithmetic of a narrow network. This loop is
 * so short that the processor asks for many rows before the first one arrives.
 */
final class Touch {
  /** Rows to touch before they are used: with their targets they fit the first-level cache. */
  static final int GROUP = 64;

  /** What was touched, kept so that the compiler must touch it. */
  int bits;

  /** Touches the rows {@code order[from..to)}. */
  void rows(Dataset data, int[] order, int from, int to) {
    float[] x = data.features();
    float[] y = data.targets();
    int width = data.inputs();
    int outputs = data.outputs();
    int seen = 0;
    // first and last value of each row; what lies between, the processor fetches ahead itself
    for (int s = from; s < to; s++) {
      int at = order[s] * width;
      seen ^= Float.floatToRawIntBits(x[at]) ^ Float.floatToRawIntBits(x[at + width - 1]);
      seen ^= Float.floatToRawIntBits(y[order[s] * outputs]);
    }
    bits = seen;
  }
}
