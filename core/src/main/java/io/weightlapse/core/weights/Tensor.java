// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import static io.weightlapse.core.util.Checks.require;

import java.util.List;

/**
 * A named array of a weights file.
 *
 * @param name such as {@code fc1.weight}
 * @param shape its extents; empty for a single number
 * @param values as many as the shape says, row major
 */
public record Tensor(String name, List<Integer> shape, float[] values) {
  /** The shape must fit the values. */
  public Tensor {
    shape = List.copyOf(shape);
    long n = count(shape);
    require(values.length == n, "tensor %s must have %d values: was %d", name, n, values.length);
  }

  /**
   * Number of values of a shape.
   *
   * @throws IllegalArgumentException if an extent is negative or the product is beyond 2^31 - 1
   */
  static int count(List<Integer> shape) {
    long n = 1;
    for (int extent : shape) {
      require(extent >= 0, "extents must be >= 0: was %s", shape);
      n *= extent; // below 2^62, for n was below 2^31
      require(n <= Integer.MAX_VALUE, "a tensor must have at most 2^31 - 1 values: was %s", shape);
    }
    return (int) n;
  }
}
