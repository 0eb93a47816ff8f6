// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;

/** The steps whose snapshots a compaction takes over; the others end with the old files. */
public final class KeptSteps implements Serializable {
  private static final long serialVersionUID = 1;

  /** All of them. */
  public static final KeptSteps ALL = new KeptSteps(null);

  private final long[] steps; // rising; null for all

  private KeptSteps(long[] steps) {
    this.steps = steps;
  }

  /** Those steps. */
  public static KeptSteps of(Collection<Long> steps) {
    return new KeptSteps(steps.stream().mapToLong(Long::longValue).sorted().distinct().toArray());
  }

  boolean all() {
    return steps == null;
  }

  boolean has(long step) {
    return steps == null || Arrays.binarySearch(steps, step) >= 0;
  }
}
