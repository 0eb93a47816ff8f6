// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import static io.weightlapse.core.nn.PlaneOps.TILE;

import io.weightlapse.core.data.Dataset;

/** Samples in tiles: element (i, s) of tile t lies at {@code (t x width + i) x TILE + s}. */
final class Tiles {
  private Tiles() {}

  /** How many tiles so many samples fill. */
  static int count(int samples) {
    return (samples + TILE - 1) / TILE;
  }

  /** Room for so many values of each sample. */
  static float[] allocate(int samples, int width) {
    return new float[Math.multiplyExact(count(samples) * TILE, width)];
  }

  /**
   * Samples {@code first..last}, at most a tile, of rows of {@code width} values; zeros after them.
   */
  static void load(float[] rows, int width, int first, int last, float[] tile, int at) {
    for (int s = 0; s < TILE; s++) {
      int from = (first + s) * width;
      for (int i = 0; i < width; i++) {
        tile[at + i * TILE + s] = first + s < last ? rows[from + i] : 0;
      }
    }
  }

  /** The targets of samples {@code from..to}. */
  static float[] targets(Dataset data, int from, int to) {
    float[] tiles = allocate(to - from, data.outputs());
    for (int t = 0; t < count(to - from); t++) {
      int at = t * data.outputs() * TILE;
      load(data.targets(), data.outputs(), from + t * TILE, to, tiles, at);
    }
    return tiles;
  }

  /** The classes of samples {@code from..to}. */
  static int[] labels(Dataset data, int from, int to) {
    int[] labels = new int[to - from];
    for (int s = 0; s < labels.length; s++) {
      labels[s] = data.label(from + s);
    }
    return labels;
  }
}
