// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

/** Seeded random numbers; the same seed gives the same numbers on every machine. */
public interface RandomSource {
  /** A number uniform in [0, 1). */
  double uniform();

  /** Fills part of an array with standard normal numbers. */
  void normals(float[] into, int offset, int count);

  /** The numbers 0..n-1 in random order. */
  int[] permutation(int n);

  /** A number uniform in [from, to). */
  default double between(double from, double to) {
    return from + uniform() * (to - from);
  }

  /** So many standard normal numbers. */
  default float[] normals(int count) {
    float[] values = new float[count];
    normals(values, 0, count);
    return values;
  }
}
