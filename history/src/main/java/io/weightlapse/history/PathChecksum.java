// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

/**
 * A checksum over the values of a layer that does not depend on their order: the sum, modulo 2^64,
 * of a hash of each value's bits with its neuron, input, worker and step. Both layouts of a table
 * give the same sum, each in its own order; a value that is lost, doubled, changed or in another
 * place changes it.
 *
 * <p>The mixing function is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014, after
 * Stafford's variant 13 of MurmurHash3).
 */
public final class PathChecksum {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private PathChecksum() {}

  /** Spreads the bits of a number. */
  public static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The part of a unit of a worker. */
  public static long unit(int worker, int neuron) {
    return mix(((long) worker << 32 | (neuron & 0xffffffffL)) + GOLDEN);
  }

  /** The part of an input; -1 is the bias. */
  public static long input(int input) {
    return mix((input & 0xffffffffL) ^ GOLDEN);
  }

  /** The part of a step. */
  public static long step(long step) {
    return mix(mix(step) + GOLDEN);
  }

  /** The hash of one value; {@code place} is the sum of its three parts. */
  public static long value(long place, float value) {
    return mix(place + Float.floatToRawIntBits(value) * GOLDEN);
  }
}
