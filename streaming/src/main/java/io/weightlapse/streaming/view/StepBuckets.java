// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Steps of a run, thinned evenly whatever the order in which they come: the run is cut into {@link
 * #BUCKETS} equal parts, and each keeps the {@link #DEPTH} greatest steps that it saw. Two, so that
 * a round's end has the one before it even where most are left out. Step 0 is always kept.
 */
final class StepBuckets {
  static final int BUCKETS = 256;
  static final int DEPTH = 2;

  private final long last;
  private final List<NavigableSet<Long>> buckets = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param last the greatest step
   */
  StepBuckets(long last) {
    this.last = last;
    for (int b = 0; b < BUCKETS; b++) {
      buckets.add(new TreeSet<>());
    }
  }

  /** The part of a step in 0..last. */
  static int bucket(long step, long last) {
    return (int) Math.min(BUCKETS - 1, (long) ((double) step / (last + 1.0) * BUCKETS));
  }

  private NavigableSet<Long> bucketOf(long step) {
    return buckets.get(bucket(step, last));
  }

  /** Whether a step is not kept, now and for ever. */
  boolean refuses(long step) {
    NavigableSet<Long> bucket = bucketOf(step);
    return step > 0 && bucket.size() == DEPTH && step < bucket.first();
  }

  /** Keeps a step that is not refused; returns the step that makes room for it, or -1. */
  long keep(long step) {
    NavigableSet<Long> bucket = bucketOf(step);
    if (step == 0 || !bucket.add(step) || bucket.size() <= DEPTH) {
      return -1;
    }
    return bucket.pollFirst();
  }
}
