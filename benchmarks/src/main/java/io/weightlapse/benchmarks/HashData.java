// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

/**
 * Numbers that are hashes of their index, so that both sides of a benchmark make the same data
 * without a file: <a href="https://nullprogram.com/blog/2018/07/31/">lowbias32</a>.
 */
final class HashData {
  /** Index of the first target. */
  static final int TARGETS = 1 << 31;

  private HashData() {}

  /** 24 bits. */
  static int bits(int index) {
    int h = index;
    h = (h ^ (h >>> 16)) * 0x7feb352d;
    h = (h ^ (h >>> 15)) * 0x846ca68b;
    return (h ^ (h >>> 16)) >>> 8;
  }

  /** Numbers in [0, 1). */
  static float[] numbers(int start, int count) {
    float[] all = new float[count];
    for (int i = 0; i < count; i++) {
      all[i] = bits(start + i) / (float) (1 << 24);
    }
    return all;
  }
}
