// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * Which outputs training drops: a hash of (seed, step, layer, row of the minibatch, unit), so that
 * a mask depends neither on threads nor on what was trained before.
 */
final class Dropout {
  private static final int UNIT = 0x9E3779B9; // 2^32 over the golden ratio

  private Dropout() {}

  /** What the masks of one row of one layer have in common. */
  static int key(long seed, long step, int layer, int row) {
    return (int) (mix(mix(mix(mix(seed) + step) + layer) + row) >>> 32);
  }

  /** 0 for a dropped unit, 1 / (1 - p) for a kept one. */
  static float factor(int key, int unit, int threshold, float kept) {
    return kept * ((threshold - 1 - hash(key, unit)) >>> 31); // the sign: nothing to predict
  }

  /** Hashes from here on are kept. */
  static int threshold(double probability) {
    return (int) Math.round(probability * (1 << 24));
  }

  /** What kept outputs are multiplied by. */
  static float kept(double probability) {
    return (float) (1 / (1 - probability));
  }

  /** The factors of units {@code from..to} of one row, into the same places after {@code at}. */
  static void factors(int key, double probability, float[] into, int at, int from, int to) {
    int threshold = threshold(probability);
    float kept = kept(probability);
    for (int u = from; u < to; u++) {
      into[at + u] = factor(key, u, threshold, kept);
    }
  }

  /**
   * 24 bits, <a href="https://nullprogram.com/blog/2018/07/31/">lowbias32</a>: 32-bit arithmetic
   * only, so that loops over units vectorise.
   */
  private static int hash(int key, int unit) {
    int h = key + unit * UNIT;
    h = (h ^ (h >>> 16)) * 0x7feb352d;
    h = (h ^ (h >>> 15)) * 0x846ca68b;
    return (h ^ (h >>> 16)) >>> 8;
  }

  /** <a href="https://prng.di.unimi.it/splitmix64.c">splitmix64</a>. */
  private static long mix(long x) {
    long z = x + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
