// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Puts the grid points of one step together into the tiles that they came in. A tile of which a
 * reader sees only some points of a row, because it is being written, is left out.
 */
final class Tiles {
  /** The columns read, in the order of the indices below; the step is the first. */
  static final String[] COLUMNS = {
    "step",
    "i",
    "j",
    "loss",
    "accuracy",
    "origin_alpha",
    "origin_beta",
    "epoch",
    "alpha_from",
    "alpha_to",
    "alpha_count",
    "beta_from",
    "beta_to",
    "beta_count",
    "tile",
    "tiles",
    "survey"
  };

  private record Key(Slice slice, int number) {}

  /** The points of a tile: rows of the grid, and in each the columns that came. */
  private record Tile(
      int epoch,
      Axis alpha,
      Axis beta,
      double originAlpha,
      double originBeta,
      int tiles,
      long survey,
      Map<Integer, Map<Integer, float[]>> rows) {}

  private final Map<Key, Tile> tiles =
      new TreeMap<>(
          Comparator.<Key, SliceKind>comparing(k -> k.slice().kind())
              .thenComparingInt(k -> k.slice() instanceof NeuronSlice n ? n.layer() : 0)
              .thenComparingInt(k -> k.slice() instanceof NeuronSlice n ? n.neuron() : 0)
              .thenComparing(k -> k.slice().id())
              .thenComparingInt(Key::number));

  void add(Slice slice, TableReader row) {
    int i = row.getInt(1);
    int j = row.getInt(2);
    float loss = row.getFloat(3);
    float accuracy = row.getFloat(4);
    double originAlpha = row.getDouble(5);
    double originBeta = row.getDouble(6);
    int epoch = row.getInt(7);
    Axis alpha = new Axis(row.getDouble(8), row.getDouble(9), row.getInt(10));
    Axis beta = new Axis(row.getDouble(11), row.getDouble(12), row.getInt(13));
    Key key = new Key(slice, row.getInt(14));
    int count = row.getInt(15);
    long survey = row.getLong(16);
    Tile tile = tiles.get(key);
    if (tile != null && tile.survey > survey) {
      return; // left by a survey that another has replaced
    }
    if (tile == null
        || tile.survey < survey
        || !tile.alpha.equals(alpha)
        || !tile.beta.equals(beta)) {
      // Of two grids over one slice and step, the one that is read last counts.
      tile = new Tile(epoch, alpha, beta, originAlpha, originBeta, count, survey, new TreeMap<>());
      tiles.put(key, tile);
    }
    tile.rows.computeIfAbsent(i, k -> new TreeMap<>()).put(j, new float[] {loss, accuracy});
  }

  List<SurfaceTile> take(String run, long step) {
    List<SurfaceTile> list = new ArrayList<>();
    tiles.forEach((key, tile) -> tile(run, step, key, tile).ifPresent(list::add));
    tiles.clear();
    return list;
  }

  private static Optional<SurfaceTile> tile(String run, long step, Key key, Tile t) {
    Optional<GridPart> found = part(t.rows);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    GridPart part = found.get();
    float[] loss = new float[part.points()];
    float[] accuracy = new float[loss.length];
    int at = 0;
    for (Map<Integer, float[]> row : t.rows.values()) {
      for (float[] point : row.values()) {
        loss[at] = point[0];
        accuracy[at++] = point[1];
      }
    }
    return Optional.of(
        new SurfaceTile(
            run,
            step,
            t.epoch,
            key.slice(),
            t.alpha,
            t.beta,
            t.originAlpha,
            t.originBeta,
            part,
            loss,
            accuracy,
            t.tiles,
            t.survey));
  }

  /** The lattice of the points; empty if they are none. */
  private static Optional<GridPart> part(Map<Integer, Map<Integer, float[]>> rows) {
    int[] i = ints(rows.keySet());
    int[] j = ints(rows.values().iterator().next().keySet());
    int rowStep = i.length < 2 ? 1 : i[1] - i[0];
    int colStep = j.length < 2 ? 1 : j[1] - j[0];
    boolean even =
        even(i, rowStep)
            && even(j, colStep)
            && rows.values().stream().allMatch(r -> Arrays.equals(ints(r.keySet()), j));
    return even
        ? Optional.of(new GridPart(i[0], i.length, rowStep, j[0], j.length, colStep))
        : Optional.empty();
  }

  private static int[] ints(Set<Integer> set) {
    return set.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean even(int[] values, int step) {
    for (int k = 1; k < values.length; k++) {
      if (values[k] - values[k - 1] != step) {
        return false;
      }
    }
    return true;
  }
}
