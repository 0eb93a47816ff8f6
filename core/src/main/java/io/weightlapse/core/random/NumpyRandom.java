// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

import io.weightlapse.core.util.Checks;

/** The numbers of {@code numpy.random.seed(seed)} followed by legacy calls, bit for bit. */
public final class NumpyRandom implements RandomSource {
  private final MersenneTwister twister;
  private double second; // the other one of a pair of normal numbers
  private boolean hasSecond;

  /**
   * As {@code numpy.random.seed(seed)}.
   *
   * @param seed in [0, 2^32)
   */
  public NumpyRandom(long seed) {
    Checks.require(
        seed >= 0 && seed < 1L << 32, "seed must be in [0, 2^32) for numpy: was %d", seed);
    this.twister = new MersenneTwister(seed);
  }

  /** As {@code numpy.random.rand()}: uniform in [0, 1) with 53 random bits. */
  public double rand() {
    int a = twister.next() >>> 5;
    int b = twister.next() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }

  /** As {@code numpy.random.randn()}: Marsaglia's polar method, the second of the pair first. */
  public double randn() {
    if (hasSecond) {
      hasSecond = false;
      return second;
    }
    double u;
    double v;
    double r;
    do {
      u = 2 * rand() - 1;
      v = 2 * rand() - 1;
      r = u * u + v * v;
    } while (r >= 1 || r == 0);
    double scale = Math.sqrt(-2 * StrictMath.log(r) / r);
    second = scale * u;
    hasSecond = true;
    return scale * v;
  }

  @Override
  public double uniform() {
    return rand();
  }

  @Override
  public void normals(float[] into, int offset, int count) {
    for (int i = offset; i < offset + count; i++) {
      into[i] = (float) randn();
    }
  }

  /** As {@code numpy.random.permutation(n)}. */
  @Override
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    for (int i = n - 1; i > 0; i--) {
      int j = upTo(i);
      int t = order[i];
      order[i] = order[j];
      order[j] = t;
    }
    return order;
  }

  /** Uniform in [0, max]: masked draws until one fits. */
  private int upTo(int max) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(max);
    int value;
    do {
      value = twister.next() & mask;
    } while (value > max);
    return value;
  }
}
