// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

/** The numbers of {@code numpy.random.seed(seed)} followed by legacy calls, bit for bit. */
public final class NumpyRandom {
  private final MersenneTwister twister;

  /**
   * As {@code numpy.random.seed(seed)}.
   *
   * @param seed in [0, 2^32)
   */
  public NumpyRandom(long seed) {
    io.weightlapse.core.util.Checks.require(
        seed >= 0 && seed < 1L << 32, "seed must be in [0, 2^32) for numpy: was %d", seed);
    this.twister = new MersenneTwister(seed);
  }

  /** As {@code numpy.random.rand()}: uniform in [0, 1) with 53 random bits. */
  public double rand() {
    int a = twister.next() >>> 5;
    int b = twister.next() >>> 6;
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }
}
