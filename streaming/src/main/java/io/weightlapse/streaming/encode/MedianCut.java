// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses colours by cutting the box of those that occur in two, again and again (Heckbert 1982);
 * the box with the greatest squared error is cut next, so that neither rare accents nor common
 * shades are lost. Colours that fill a good part of the pictures stay exactly as they are.
 */
final class MedianCut {
  private static final double LARGE = 0.002;
  private static final int EXACT_AT_MOST = 64;

  private MedianCut() {}

  /** At most {@code size} colours. */
  static Palette palette(Histogram histogram, int size) {
    long[] entries = histogram.entries();
    if (entries.length <= size) {
      int[] all = new int[entries.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = (int) entries[i];
      }
      return new Palette(all);
    }
    long total = 0;
    for (long e : entries) {
      total += e >>> 32;
    }
    List<Long> rest = new ArrayList<>();
    List<Integer> colours = new ArrayList<>();
    for (long e : entries) {
      if ((e >>> 32) > LARGE * total && colours.size() < Math.min(EXACT_AT_MOST, size / 2)) {
        colours.add((int) e);
      } else {
        rest.add(e);
      }
    }
    int exact = colours.size();
    for (ColourBox box : cut(rest, size - exact)) {
      colours.add(box.mean());
    }
    return new Palette(colours.stream().mapToInt(Integer::intValue).toArray(), exact);
  }

  private static List<ColourBox> cut(List<Long> entries, int size) {
    List<ColourBox> boxes = new ArrayList<>();
    boxes.add(new ColourBox(entries.stream().mapToLong(Long::longValue).toArray()));
    while (boxes.size() < size) {
      ColourBox worst =
          boxes.stream().max(Comparator.comparingDouble(ColourBox::error)).orElseThrow();
      if (!worst.divisible()) {
        break;
      }
      boxes.remove(worst);
      boxes.addAll(worst.halves());
    }
    return boxes;
  }
}
