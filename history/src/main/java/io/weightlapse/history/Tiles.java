// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the grid points of one step together into the tiles that they came in. */
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

  private record Key(NeuronSlice slice, int row0) {}

  private static final class Tile {
    private final int epoch;
    private final Axis alpha;
    private final Axis beta;
    private final double originAlpha;
    private final double originBeta;
    private final int tiles;
    private final long survey;
    private final TreeMap<Integer, float[][]> rows = new TreeMap<>();

    private Tile(
        int epoch,
        Axis alpha,
        Axis beta,
        double originAlpha,
        double originBeta,
        int tiles,
        long survey) {
      this.epoch = epoch;
      this.alpha = alpha;
      this.beta = beta;
      this.originAlpha = originAlpha;
      this.originBeta = originBeta;
      this.tiles = tiles;
      this.survey = survey;
    }
  }

  private final Map<Key, Tile> tiles =
      new TreeMap<>(
          Comparator.<Key>comparingInt(k -> k.slice().layer())
              .thenComparingInt(k -> k.slice().neuron())
              .thenComparing(k -> k.slice().id())
              .thenComparingInt(Key::row0));

  void add(NeuronSlice slice, TableReader row) {
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
      tile = new Tile(epoch, alpha, beta, originAlpha, originBeta, count, survey);
      tiles.put(key, tile);
    }
    float[][] values = tile.rows.computeIfAbsent(i, k -> new float[2][beta.count()]);
    values[0][j] = loss;
    values[1][j] = accuracy;
  }

  List<SurfaceTile> take(String run, long step) {
    List<SurfaceTile> list = new ArrayList<>();
    tiles.forEach((key, tile) -> list.add(tile(run, step, key, tile)));
    tiles.clear();
    return list;
  }

  private static SurfaceTile tile(String run, long step, Key key, Tile t) {
    int cols = t.beta.count();
    float[] loss = new float[t.rows.size() * cols];
    float[] accuracy = new float[loss.length];
    int at = 0;
    for (float[][] row : t.rows.values()) {
      System.arraycopy(row[0], 0, loss, at, cols);
      System.arraycopy(row[1], 0, accuracy, at, cols);
      at += cols;
    }
    return new SurfaceTile(
        run,
        step,
        t.epoch,
        key.slice(),
        t.alpha,
        t.beta,
        t.originAlpha,
        t.originBeta,
        key.row0(),
        t.rows.size(),
        loss,
        accuracy,
        t.tiles,
        t.survey);
  }
}
