// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Up to 255 colours, and the nearest of them to any colour. Not thread-safe. */
final class Palette {
  private static final int[] WEIGHTS = {2, 4, 3}; // blue, green, red
  private static final int CELL_BITS = 5;
  private static final int KNOWN_BITS = 17;
  private static final int CELL = 256 >> CELL_BITS;

  private final int[] colours;
  private final int exact;
  private final byte[][] candidates = new byte[1 << (3 * CELL_BITS)][];
  private final int[] asked = new int[1 << KNOWN_BITS]; // colours + 1, by their hash
  private final byte[] answers = new byte[1 << KNOWN_BITS];

  /** A palette of which all colours are exact. */
  Palette(int[] colours) {
    this(colours, colours.length);
  }

  /**
   * A palette.
   *
   * @param exact so many at the beginning are colours of the pictures, which stand for no others
   */
  Palette(int[] colours, int exact) {
    this.colours = colours.clone();
    this.exact = exact;
  }

  int size() {
    return colours.length;
  }

  /** The colour of an index, 0xRRGGBB. */
  int colour(int index) {
    return colours[index];
  }

  /** The index of the nearest colour, the lower of two that are as near. */
  int nearest(int rgb) {
    int slot = (rgb * 0x9e3779b1) >>> (32 - KNOWN_BITS);
    if (asked[slot] != rgb + 1) {
      asked[slot] = rgb + 1;
      answers[slot] = (byte) search(rgb);
    }
    return answers[slot] & 0xff;
  }

  private int search(int rgb) {
    int cell =
        (rgb >> 19 & 0x1f) << (2 * CELL_BITS) | (rgb >> 11 & 0x1f) << CELL_BITS | (rgb >> 3 & 0x1f);
    byte[] near = candidates[cell];
    if (near == null) {
      near = candidates(cell);
      candidates[cell] = near;
    }
    int best = near[0] & 0xff;
    int bestDistance = distance(colours[best], rgb);
    for (int i = 1; i < near.length && bestDistance > 0; i++) {
      int distance = distance(colours[near[i] & 0xff], rgb);
      if (distance < bestDistance) {
        best = near[i] & 0xff;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Those of which each may be the nearest to a colour in a cell of the cube, rising. */
  private byte[] candidates(int cell) {
    int[] least = new int[colours.length];
    int bound = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length; i++) {
      int greatest = 0;
      for (int channel = 0; channel < 3; channel++) {
        int low = (cell >> (CELL_BITS * channel) & (1 << CELL_BITS) - 1) * CELL;
        int value = colours[i] >> (8 * channel) & 0xff;
        int beside = Math.max(0, Math.max(low - value, value - (low + CELL - 1)));
        int across = Math.max(Math.abs(low - value), Math.abs(low + CELL - 1 - value));
        least[i] += WEIGHTS[channel] * beside * beside;
        greatest += WEIGHTS[channel] * across * across;
      }
      bound = Math.min(bound, greatest);
    }
    byte[] near = new byte[colours.length];
    int n = 0;
    for (int i = 0; i < colours.length; i++) {
      if (least[i] <= bound) {
        near[n++] = (byte) i;
      }
    }
    return Arrays.copyOf(near, n);
  }

  /**
   * For each index those of the colours that look the same, nearest first: not further away than
   * {@code levels} of 255, by the mean over the channels. Exact colours have none, nor have indices
   * beyond the palette.
   */
  byte[][] alike(double levels) {
    byte[][] alike = new byte[256][0];
    double most = levels * levels * (WEIGHTS[0] + WEIGHTS[1] + WEIGHTS[2]);
    for (int i = exact; i < colours.length; i++) {
      int colour = colours[i];
      int self = i;
      int[] near =
          IntStream.range(0, colours.length)
              .filter(k -> k != self && distance(colours[k], colour) <= most)
              .boxed()
              .sorted(Comparator.comparingInt(k -> distance(colours[k], colour)))
              .mapToInt(Integer::intValue)
              .toArray();
      alike[i] = new byte[near.length];
      for (int k = 0; k < near.length; k++) {
        alike[i][k] = (byte) near[k];
      }
    }
    return alike;
  }

  /** Squared and weighted as the eye weighs: green most, blue least. */
  private static int distance(int a, int b) {
    int red = (a >> 16 & 0xff) - (b >> 16 & 0xff);
    int green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
    int blue = (a & 0xff) - (b & 0xff);
    return WEIGHTS[2] * red * red + WEIGHTS[1] * green * green + WEIGHTS[0] * blue * blue;
  }
}
