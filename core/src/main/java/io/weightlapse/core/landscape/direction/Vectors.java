// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import io.weightlapse.core.util.Checks;

/** Flat vectors of parameters, summed in double precision. */
final class Vectors {
  private Vectors() {}

  static double dot(float[] a, float[] b) {
    double even = 0;
    double odd = 0;
    int i = 0;
    for (; i + 1 < a.length; i += 2) {
      even += (double) a[i] * b[i];
      odd += (double) a[i + 1] * b[i + 1];
    }
    return even + odd + (i < a.length ? (double) a[i] * b[i] : 0);
  }

  static double norm(float[] a) {
    return Math.sqrt(dot(a, a));
  }

  static float[] minus(float[] a, float[] b) {
    sameLength(a, b);
    float[] d = new float[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }

  static void sameLength(float[] a, float[] b) {
    Checks.require(
        a.length == b.length, "parameters must have %d values: was %d", a.length, b.length);
  }
}
