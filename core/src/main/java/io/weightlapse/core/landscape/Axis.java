// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;

/**
 * Evenly spaced values, both ends included.
 *
 * @param from first value
 * @param to last value, greater than {@code from}
 * @param count number of values, at least 2; or 1 where {@code from} is {@code to}
 */
public record Axis(double from, double to, int count) implements Serializable {
  /** Checks the bounds. */
  public Axis {
    boolean finite = Double.isFinite(from) && Double.isFinite(to);
    if (count != 1 || !finite || from != to) {
      atLeast("grid", count, 2);
      require(finite && from < to, "range must rise: was %s:%s", from, to);
    }
  }

  /** The numbers 0, 1, ... of so many series. */
  public static Axis numbers(int count) {
    return new Axis(0, count - 1, count);
  }

  /** The value at index {@code i}. */
  public double at(int i) {
    return i == count - 1 ? to : from + i * ((to - from) / (count - 1));
  }
}
