// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.util.Arrays;

/** Up to 255 colours, and the nearest of them to any colour. Not thread-safe. */
final class Palette {
  private static final int CACHE_BITS = 16;

  private final int[] colours;
  private final int[] cachedColour = new int[1 << CACHE_BITS];
  private final byte[] cachedIndex = new byte[1 << CACHE_BITS];

  Palette(int[] colours) {
    this.colours = colours.clone();
    Arrays.fill(cachedColour, -1);
  }

  int size() {
    return colours.length;
  }

  /** The colour of an index, 0xRRGGBB. */
  int colour(int index) {
    return colours[index];
  }

  /** The index of the nearest colour; the same for the same colour every time. */
  int nearest(int rgb) {
    int slot = (rgb * 0x9e3779b1) >>> (32 - CACHE_BITS);
    if (cachedColour[slot] == rgb) {
      return cachedIndex[slot] & 0xff;
    }
    int best = 0;
    int bestDistance = Integer.MAX_VALUE;
    for (int i = 0; i < colours.length && bestDistance > 0; i++) {
      int distance = distance(colours[i], rgb);
      if (distance < bestDistance) {
        best = i;
        bestDistance = distance;
      }
    }
    cachedColour[slot] = rgb;
    cachedIndex[slot] = (byte) best;
    return best;
  }

  /** Squared and weighted as the eye weighs: green most, blue least. */
  private static int distance(int a, int b) {
    int red = (a >> 16) - (b >> 16);
    int green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
    int blue = (a & 0xff) - (b & 0xff);
    return 3 * red * red + 4 * green * green + 2 * blue * blue;
  }
}
