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
 * @param count number of values, at least 2
 */
public record Axis(double from, double to, int count) implements Serializable {
  /** Checks the bounds. */
  public Axis {
    atLeast("grid", count, 2);
    require(
        Double.isFinite(from) && Double.isFinite(to) && from < to,
        "range must rise: was %s:%s",
        from,
        to);
  }

  /** The value at index {@code i}. */
  public double at(int i) {
    return i == count - 1 ? to : from + i * ((to - from) / (count - 1));
  }
}
