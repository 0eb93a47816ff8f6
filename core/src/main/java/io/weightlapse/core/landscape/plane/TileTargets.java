// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import io.weightlapse.core.data.Dataset;

/**
 * What a shard's samples should give.
 *
 * @param values (outputs, TILE) of each tile
 * @param labels classes of the samples
 * @param threshold that a single output must exceed to mean class 1
 */
record TileTargets(float[] values, int[] labels, float threshold) {
  /** Of the rows {@code from..to}. */
  static TileTargets of(Dataset data, int from, int to) {
    return new TileTargets(
        Tiles.targets(data, from, to), Tiles.labels(data, from, to), data.threshold());
  }
}
