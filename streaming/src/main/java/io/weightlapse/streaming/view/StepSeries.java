// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.util.TreeMap;

/** A number over the steps of a run: of each of {@link StepBuckets}' parts the last one. */
final class StepSeries {
  private final long last;
  private final TreeMap<Integer, Double> values = new TreeMap<>();
  private final long[] steps = new long[StepBuckets.BUCKETS];

  /**
   * Nothing yet.
   *
   * @param last the greatest step
   */
  StepSeries(long last) {
    this.last = last;
  }

  /** Takes a value, which may be NaN; of two of one step the greater counts. */
  void add(long step, double value) {
    int bucket = StepBuckets.bucket(step, last);
    Double before = values.get(bucket);
    if (before == null
        || step > steps[bucket]
        || (step == steps[bucket] && Double.compare(value, before) > 0)) {
      steps[bucket] = step;
      values.put(bucket, value);
    }
  }

  /** The steps, rising. */
  double[] steps() {
    return values.keySet().stream().mapToDouble(bucket -> steps[bucket]).toArray();
  }

  /** The values, one for each of {@link #steps}. */
  double[] values() {
    return values.values().stream().mapToDouble(Double::doubleValue).toArray();
  }
}
