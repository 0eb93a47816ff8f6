// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.util.Arrays;

/** How often each colour occurs in pictures; the rarest are dropped when there are very many. */
final class Histogram {
  private static final int MOST = 1 << 17;

  private int[] colours = new int[1 << 12];
  private int[] counts = new int[1 << 12];
  private int used;

  void add(int[] pixels) {
    for (int at = 0; at < pixels.length; ) {
      int end = at + 1;
      while (end < pixels.length && pixels[end] == pixels[at]) {
        end++;
      }
      add(pixels[at], end - at);
      at = end;
    }
  }

  private void add(int rgb, int times) {
    int slot = slot(rgb);
    if (counts[slot] == 0) {
      if (used >= MOST) {
        return;
      }
      used++;
      colours[slot] = rgb;
    }
    counts[slot] = (int) Math.min(Integer.MAX_VALUE, (long) counts[slot] + times);
    if (used > colours.length / 2) {
      grow();
    }
  }

  private int slot(int rgb) {
    int mask = colours.length - 1;
    int slot = ((rgb * 0x9e3779b1) >>> 8) & mask;
    while (counts[slot] != 0 && colours[slot] != rgb) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldColours = colours;
    int[] oldCounts = counts;
    colours = new int[2 * oldColours.length];
    counts = new int[colours.length];
    for (int i = 0; i < oldColours.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldColours[i]);
        colours[slot] = oldColours[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  /** Every colour with its count, as count in the upper and colour in the lower half; by colour. */
  long[] entries() {
    long[] entries = new long[used];
    int n = 0;
    for (int i = 0; i < colours.length; i++) {
      if (counts[i] != 0) {
        entries[n++] = ((long) colours[i] << 32) | counts[i];
      }
    }
    Arrays.sort(entries);
    for (int i = 0; i < n; i++) {
      entries[i] = (entries[i] << 32) | (entries[i] >>> 32);
    }
    return entries;
  }
}
