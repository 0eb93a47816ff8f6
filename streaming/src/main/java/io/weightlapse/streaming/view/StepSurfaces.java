// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.NeuronSlice;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * The surfaces of one step, put together from tiles that come in any order, or twice. Of each layer
 * the first few slices keep their losses, whatever the order; of the others only which rows came.
 */
final class StepSurfaces {
  /** More surfaces than this in one panel only cover each other. */
  static final int MOST_NEURONS = 8;

  private static final Comparator<NeuronSlice> ORDER =
      Comparator.comparingInt(NeuronSlice::neuron)
          .thenComparingInt(NeuronSlice::input0)
          .thenComparingInt(NeuronSlice::input1);

  private final Map<NeuronSlice, SliceGrid> grids = new HashMap<>();
  private final SortedMap<Integer, SortedSet<NeuronSlice>> drawn = new TreeMap<>();
  private final IntPredicate shown;
  private int expected = Integer.MAX_VALUE;
  private int seen;

  /** Surfaces of which those of some neurons may be drawn. */
  StepSurfaces(IntPredicate shown) {
    this.shown = shown;
  }

  /** Takes a tile of a slice that the network has. */
  void add(NeuronSlice slice, SurfaceTile tile) {
    SliceGrid grid = grids.get(slice);
    if (grid == null) {
      grid = new SliceGrid(tile);
      grids.put(slice, grid);
      keepFirst(slice);
    }
    if (grid.add(tile)) {
      seen++;
      expected = Math.min(expected, Math.max(1, tile.tiles()));
    }
  }

  private void keepFirst(NeuronSlice slice) {
    if (!shown.test(slice.neuron())) {
      grids.get(slice).dropLosses();
      return;
    }
    SortedSet<NeuronSlice> layer = drawn.computeIfAbsent(slice.layer(), l -> new TreeSet<>(ORDER));
    layer.add(slice);
    if (layer.size() > MOST_NEURONS) {
      NeuronSlice last = layer.last();
      layer.remove(last);
      grids.get(last).dropLosses();
    }
  }

  /** Whether as many tiles as the job makes have come, and they cover their grids. */
  boolean complete() {
    return seen >= expected && grids.values().stream().allMatch(SliceGrid::complete);
  }

  /** The slices that can be drawn, layer after layer. */
  Collection<SortedSet<NeuronSlice>> drawn() {
    return drawn.values();
  }

  /** The surface of a slice; null if the job made none, or it cannot be drawn. */
  SliceGrid grid(NeuronSlice slice) {
    SliceGrid grid = grids.get(slice);
    return grid != null && grid.drawn() ? grid : null;
  }
}
