// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

/**
 * What a generator makes, before features are chosen and classes are written as targets.
 *
 * @param inputs values of a sample
 * @param values samples x inputs
 * @param targets of each sample its class or its value
 */
record Samples(int inputs, float[] values, float[] targets) {
  /** Room for plane points. */
  static Samples plane(int points) {
    return new Samples(2, new float[Math.multiplyExact(points, 2)], new float[points]);
  }

  void put(int row, double x, double y, double target) {
    values[2 * row] = (float) x;
    values[2 * row + 1] = (float) y;
    targets[row] = (float) target;
  }
}
