// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.util.NavigableMap;
import java.util.TreeMap;

/** A number over the steps of a run, told in any order; the first value of a step counts. */
final class Series {
  /** Most values: of longer series every second, fourth, ... of the steps they came at is kept. */
  static final int MOST = 1 << 16;

  private final TreeMap<Long, Double> values = new TreeMap<>();
  private final long stride;

  /**
   * Nothing yet.
   *
   * @param expected how many values there may be
   * @param every distance of their steps
   */
  Series(long expected, long every) {
    long factor = 1;
    while (expected / factor > MOST) {
      factor *= 2;
    }
    this.stride = factor == 1 ? 1 : factor * every;
  }

  void add(long step, double value) {
    if (step % stride == 0) {
      values.putIfAbsent(step, value);
    }
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether there is a value at a step or before. */
  boolean begunAt(long step) {
    return values.floorKey(step) != null;
  }

  /** The last step with a value; -1 without one. */
  long last() {
    return values.isEmpty() ? -1 : values.lastKey();
  }

  /** The steps up to and with a last one. */
  double[] steps(long last) {
    return upTo(last).keySet().stream().mapToDouble(Long::doubleValue).toArray();
  }

  /** The values up to and with a last step. */
  double[] values(long last) {
    return upTo(last).values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private NavigableMap<Long, Double> upTo(long last) {
    return values.headMap(last, true);
  }
}
