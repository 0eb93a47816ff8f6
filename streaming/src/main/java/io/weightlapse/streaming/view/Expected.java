// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.util.Arrays;
import java.util.BitSet;

/** Steps at which something is told, and which of them were: whatever the order. */
final class Expected {
  private final long[] steps;
  private final BitSet seen = new BitSet();

  /** Nothing seen yet of these steps, which rise. */
  Expected(long[] steps) {
    this.steps = steps.clone();
  }

  void see(long step) {
    int at = Arrays.binarySearch(steps, step);
    if (at >= 0) {
      seen.set(at);
    }
  }

  /** Whether all up to and with a step were told. */
  boolean all(long step) {
    int at = Arrays.binarySearch(steps, step);
    int after = at >= 0 ? at + 1 : -at - 1;
    return seen.nextClearBit(0) >= after;
  }
}
