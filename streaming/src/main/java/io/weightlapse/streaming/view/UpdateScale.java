// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

/**
 * From which change on an update of one layer is a strong one: of n changes in the layer, and m in
 * the layer that has fewest, the k-th greatest by size, k = 0.0001 sqrt(n m). That is the greatest
 * 0.01 % of the smallest layer, and of larger ones fewer by the root of how much larger they are.
 *
 * <p>Sizes are counted in bins, 128 to each power of two: a threshold is right to 0.8 %, whatever
 * the number of changes. Changes of 0 count in n; those that are no numbers do not.
 */
final class UpdateScale {
  /** Which part of the changes is strong, in the smallest layer. */
  static final double TOP = 1e-4;

  private static final int SHIFT =
      16; // of a float's bits: 8 of the exponent, 7 of the fraction stay

  private final long[] bins = new long[(Integer.MAX_VALUE >>> SHIFT) + 1];
  private long count;

  void add(float[] changes) {
    for (float change : changes) {
      if (Float.isFinite(change)) {
        bins[Float.floatToRawIntBits(Math.abs(change)) >>> SHIFT]++;
        count++;
      }
    }
  }

  /** How many changes there were. */
  long count() {
    return count;
  }

  /** The threshold, given the fewest changes of a layer; 0 where nothing changed. */
  double threshold(long fewest) {
    long place = (long) (TOP * Math.sqrt((double) count * fewest));
    long above = 0;
    for (int b = bins.length - 1; b > 0; b--) {
      above += bins[b];
      if (above > place) {
        return Float.intBitsToFloat(b << SHIFT);
      }
    }
    return 0;
  }
}
