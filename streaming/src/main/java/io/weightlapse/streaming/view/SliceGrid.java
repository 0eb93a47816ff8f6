// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import java.util.Arrays;
import java.util.BitSet;

/** The loss over one slice at one step, put together from tiles. */
final class SliceGrid {
  /** Finer grids are not drawn: a screen has no more pixels. */
  static final int MOST = 512;

  private final Axis alpha;
  private final Axis beta;
  private final double originAlpha;
  private final double originBeta;
  private final BitSet rows = new BitSet();
  private final BitSet tiles = new BitSet();
  private final float[] loss;

  /** What a grid keeps of its tiles. */
  enum Keep {
    /** The losses: it will be drawn. */
    LOSSES,
    /** Only which rows have come. */
    COVERAGE
  }

  /** The grid that a tile is of, without any rows yet. */
  SliceGrid(SurfaceTile tile, Keep keep) {
    this.alpha = tile.alpha();
    this.beta = tile.beta();
    this.originAlpha = tile.originAlpha();
    this.originBeta = tile.originBeta();
    this.loss = new float[keep == Keep.LOSSES ? alpha.count() * beta.count() : 0];
    Arrays.fill(loss, Float.NaN);
  }

  /** Whether a grid of a tile's size is taken. */
  static boolean fits(SurfaceTile tile) {
    return tile.alpha().count() <= MOST && tile.beta().count() <= MOST;
  }

  /** Takes rows of the same grid; returns whether this tile had not come before. */
  boolean add(SurfaceTile tile) {
    if (!tile.alpha().equals(alpha) || !tile.beta().equals(beta) || tiles.get(tile.row0())) {
      return false;
    }
    tiles.set(tile.row0());
    rows.set(tile.row0(), tile.row0() + tile.rows());
    if (loss.length > 0) {
      System.arraycopy(tile.loss(), 0, loss, tile.row0() * beta.count(), tile.loss().length);
    }
    return true;
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
    return places(originAlpha, alpha);
  }

  /** Values of the second weight, one for each column. */
  double[] weights1() {
    return places(originBeta, beta);
  }

  /** Rows x columns; NaN is a hole. */
  float[] loss() {
    return loss;
  }

  private static double[] places(double origin, Axis axis) {
    double[] at = new double[axis.count()];
    Arrays.setAll(at, i -> origin + axis.at(i));
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
    int i = (int) Math.min(Math.floor(a), alpha.count() - 2);
    int j = (int) Math.min(Math.floor(b), beta.count() - 2);
    double s = a - i;
    double t = b - j;
    return weighed(i, j, (1 - s) * (1 - t))
        + weighed(i + 1, j, s * (1 - t))
        + weighed(i, j + 1, (1 - s) * t)
        + weighed(i + 1, j + 1, s * t);
  }

  private double weighed(int i, int j, double weight) {
    return weight == 0 ? 0 : weight * loss[i * beta.count() + j];
  }

  /** Where offset 0 lies among the points of an axis; NaN outside. */
  private static double position(Axis axis) {
    double at = -axis.from() / (axis.to() - axis.from()) * (axis.count() - 1);
    double nearest = Math.rint(at);
    double exact = Math.abs(at - nearest) < 1e-9 * axis.count() ? nearest : at;
    return exact >= 0 && exact <= axis.count() - 1 ? exact : Double.NaN;
  }
}
