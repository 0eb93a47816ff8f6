// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.NeuronSlice;
import java.util.HashMap;
import java.util.Map;

/** The surfaces of one step, put together from tiles that come in any order, or twice. */
final class StepSurfaces {
  private final Map<NeuronSlice, SliceGrid> grids = new HashMap<>();
  private int expected = Integer.MAX_VALUE;
  private int seen;

  /** Takes a tile of a slice that the network has. */
  void add(SurfaceTile tile, SliceGrid.Keep keep) {
    SliceGrid grid = grids.computeIfAbsent(tile.slice(), s -> new SliceGrid(tile, keep));
    if (grid.add(tile)) {
      seen++;
      expected = Math.min(expected, Math.max(1, tile.tiles()));
    }
  }

  /** Whether as many tiles as the job makes have come, and they cover their grids. */
  boolean complete() {
    return seen >= expected && grids.values().stream().allMatch(SliceGrid::complete);
  }

  /** The surface of a slice; null if the job made none. */
  SliceGrid grid(NeuronSlice slice) {
    return grids.get(slice);
  }
}
