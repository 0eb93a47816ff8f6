// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.util.Arrays;
import java.util.List;

/** Some colours and how often each occurs: count in the upper half of an entry, colour below. */
final class ColourBox {
  private final long[] entries;
  private final double[] mean = new double[3];
  private final double[] spread = new double[3];

  ColourBox(long[] entries) {
    this.entries = entries;
    double total = 0;
    double[] squares = new double[3];
    for (long e : entries) {
      double weight = weight(e);
      total += weight;
      for (int c = 0; c < 3; c++) {
        int v = channel(e, c);
        mean[c] += weight * v;
        squares[c] += weight * v * v;
      }
    }
    for (int c = 0; c < 3; c++) {
      mean[c] /= total;
      spread[c] = Math.max(0, squares[c] - mean[c] * mean[c] * total);
    }
  }

  /** Rare colours count for more than their pixels: accents are small. */
  private static double weight(long entry) {
    return Math.sqrt((double) (entry >>> 32));
  }

  private static int channel(long entry, int c) {
    return ((int) entry >> (16 - 8 * c)) & 0xff;
  }

  /** Weighted squared distance of the colours from their mean. */
  double error() {
    return divisible() ? spread[0] + spread[1] + spread[2] : -1;
  }

  boolean divisible() {
    return entries.length > 1;
  }

  /** The weighted mean, 0xRRGGBB. */
  int mean() {
    return ((int) Math.round(mean[0]) << 16)
        | ((int) Math.round(mean[1]) << 8)
        | (int) Math.round(mean[2]);
  }

  /** The colours below and above the mean of the channel that spreads most. */
  List<ColourBox> halves() {
    int widest = spread[0] >= spread[1] ? 0 : 1;
    int c = spread[2] > spread[widest] ? 2 : widest;
    long[] below = Arrays.stream(entries).filter(e -> channel(e, c) <= mean[c]).toArray();
    long[] above = Arrays.stream(entries).filter(e -> channel(e, c) > mean[c]).toArray();
    if (below.length == 0 || above.length == 0) {
      int half = entries.length / 2;
      below = Arrays.copyOf(entries, half);
      above = Arrays.copyOfRange(entries, half, entries.length);
    }
    return List.of(new ColourBox(below), new ColourBox(above));
  }
}
