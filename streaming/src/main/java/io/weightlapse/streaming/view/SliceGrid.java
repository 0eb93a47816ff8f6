// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import java.util.Arrays;
import java.util.BitSet;

/** The loss over one slice at one step, put together from tiles. */
final class SliceGrid {
  /** Of finer grids only as many points are drawn: a screen has no more pixels. */
  static final int MOST = 512;

  /** Grids with more points along an axis are not taken. */
  private static final int LARGEST = 1 << 14;

  private final Axis alpha;
  private final Axis beta;
  private final int[] across;
  private final int[] along;
  private final double originAlpha;
  private final double originBeta;
  private final BitSet rows = new BitSet();
  private final BitSet tiles = new BitSet();
  private float[] loss;

  /** The grid that a tile is of, without any rows yet. */
  SliceGrid(SurfaceTile tile) {
    this.alpha = tile.alpha();
    this.beta = tile.beta();
    this.across = picks(alpha.count());
    this.along = picks(beta.count());
    this.originAlpha = tile.originAlpha();
    this.originBeta = tile.originBeta();
    this.loss = new float[across.length * along.length];
    Arrays.fill(loss, Float.NaN);
  }

  /** The points of an axis that are drawn: all, or every so manyth and the last. */
  private static int[] picks(int count) {
    int stride = (count - 1 + MOST - 2) / (MOST - 1);
    int[] picks = new int[(count - 1 + stride - 1) / stride + 1];
    Arrays.setAll(picks, i -> Math.min(i * stride, count - 1));
    return picks;
  }

  /** Whether a grid of a tile's size is taken. */
  static boolean fits(SurfaceTile tile) {
    return tile.alpha().count() <= LARGEST && tile.beta().count() <= LARGEST;
  }

  /** Takes rows of the same grid; returns whether this tile had not come before. */
  boolean add(SurfaceTile tile) {
    if (!tile.alpha().equals(alpha) || !tile.beta().equals(beta) || tiles.get(tile.row0())) {
      return false;
    }
    tiles.set(tile.row0());
    rows.set(tile.row0(), tile.row0() + tile.rows());
    for (int i = 0; drawn() && i < across.length; i++) {
      int row = across[i] - tile.row0();
      for (int j = 0; row >= 0 && row < tile.rows() && j < along.length; j++) {
        loss[i * along.length + j] = tile.loss()[row * beta.count() + along[j]];
      }
    }
    return true;
  }

  /** Keeps only which rows have come: it will not be drawn. */
  void dropLosses() {
    loss = new float[0];
  }

  /** Whether it keeps the losses. */
  boolean drawn() {
    return loss.length > 0;
  }

  /** Whether every row has come. */
  boolean complete() {
    return rows.cardinality() == alpha.count();
  }

  double originAlpha() {
    return originAlpha;
  }

  double originBeta() {
    return originBeta;
  }

  /** Values of the first weight, one for each row. */
  double[] weights0() {
    return places(originAlpha, alpha, across);
  }

  /** Values of the second weight, one for each column. */
  double[] weights1() {
    return places(originBeta, beta, along);
  }

  /** Rows x columns; NaN is a hole. */
  float[] loss() {
    return loss;
  }

  private static double[] places(double origin, Axis axis, int[] picks) {
    double[] at = new double[picks.length];
    Arrays.setAll(at, i -> origin + axis.at(picks[i]));
    return at;
  }

  /**
   * The loss where the weights are, on the surface itself: exact where the grid has a point there,
   * bilinear between points, NaN outside.
   */
  double lossAtOrigin() {
    double a = position(alpha);
    double b = position(beta);
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return Double.NaN;
    }
    int i = cell(across, a);
    int j = cell(along, b);
    double s = (a - across[i]) / (across[i + 1] - across[i]);
    double t = (b - along[j]) / (along[j + 1] - along[j]);
    return weighed(i, j, (1 - s) * (1 - t))
        + weighed(i + 1, j, s * (1 - t))
        + weighed(i, j + 1, (1 - s) * t)
        + weighed(i + 1, j + 1, s * t);
  }

  private double weighed(int i, int j, double weight) {
    return weight == 0 ? 0 : weight * loss[i * along.length + j];
  }

  /** The last point, but for the very last one, that is not beyond a place. */
  private static int cell(int[] picks, double at) {
    int i = 0;
    while (i + 2 < picks.length && picks[i + 1] <= at) {
      i++;
    }
    return i;
  }

  /** Where offset 0 lies among the points of an axis; NaN outside. */
  private static double position(Axis axis) {
    double at = -axis.from() / (axis.to() - axis.from()) * (axis.count() - 1);
    double nearest = Math.rint(at);
    double exact = Math.abs(at - nearest) < 1e-9 * axis.count() ? nearest : at;
    return exact >= 0 && exact <= axis.count() - 1 ? exact : Double.NaN;
  }
}
