// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

/**
 * SplitMix64 (Steele, Lea and Flood 2014): a counter through a mixing function. The logarithm is
 * StrictMath's, so that the numbers do not depend on the machine or the JDK.
 */
public final class FastRandom implements RandomSource {
  private long state;
  private double second; // the other one of a pair of normal numbers
  private boolean hasSecond;

  /** A generator at its beginning. */
  public FastRandom(long seed) {
    this.state = seed;
  }

  private long next() {
    state += 0x9e3779b97f4a7c15L;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public double uniform() {
    return (next() >>> 11) * 0x1p-53;
  }

  /** A standard normal number, by Marsaglia's polar method. */
  public double normal() {
    if (hasSecond) {
      hasSecond = false;
      return second;
    }
    double u;
    double v;
    double r;
    do {
      u = 2 * uniform() - 1;
      v = 2 * uniform() - 1;
      r = u * u + v * v;
    } while (r >= 1 || r == 0);
    double scale = Math.sqrt(-2 * StrictMath.log(r) / r);
    second = v * scale;
    hasSecond = true;
    return u * scale;
  }

  @Override
  public void normals(float[] into, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      into[i] = (float) normal();
    }
  }

  @Override
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 1; i < n; i++) {
      int j = (int) (((next() >>> 33) * (i + 1L)) >>> 31); // 31 bits: off by at most (i+1)/2^31
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
