// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.util.Checks;
import java.util.Arrays;
import java.util.BitSet;

/** The points of one surface as far as they are known. Not thread-safe. */
public final class SurfaceGrid {
  private final Axis alpha;
  private final Axis beta;
  private final float[] loss;
  private final float[] accuracy;
  private final BitSet known = new BitSet();

  /** A surface of which nothing is known. */
  public SurfaceGrid(Axis alpha, Axis beta) {
    this.alpha = alpha;
    this.beta = beta;
    long points = (long) alpha.count() * beta.count();
    Checks.require(
        points <= Integer.MAX_VALUE - 8, "a grid must have < 2^31 points: was %d", points);
    this.loss = new float[(int) points];
    this.accuracy = new float[(int) points];
    Arrays.fill(loss, Float.NaN);
    Arrays.fill(accuracy, Float.NaN);
  }

  /** Takes one point. */
  public void set(int i, int j, float pointLoss, float pointAccuracy) {
    Checks.require(
        i >= 0 && i < alpha.count() && j >= 0 && j < beta.count(),
        "points must lie in the grid of %d x %d: was %d, %d",
        alpha.count(),
        beta.count(),
        i,
        j);
    int at = i * beta.count() + j;
    loss[at] = pointLoss;
    accuracy[at] = pointAccuracy;
    known.set(at);
  }

  /** Rows of the grid. */
  public Axis alpha() {
    return alpha;
  }

  /** Columns of the grid. */
  public Axis beta() {
    return beta;
  }

  /** The loss of a point; NaN also while it is pending. */
  public float loss(int i, int j) {
    return loss[i * beta.count() + j];
  }

  /** The accuracy of a point; NaN also while it is pending. */
  public float accuracy(int i, int j) {
    return accuracy[i * beta.count() + j];
  }

  /** What is known of a point. */
  public PointState state(int i, int j) {
    int at = i * beta.count() + j;
    return known.get(at) ? PointState.of(loss[at]) : PointState.PENDING;
  }

  /** How many points were computed, NaN included. */
  public int known() {
    return known.cardinality();
  }

  /** Whether no point is pending. */
  public boolean complete() {
    return known() == loss.length;
  }

  /** Whether every point of a part was computed. */
  public boolean covers(GridPart part) {
    for (int index : part.indices(beta.count())) {
      if (!known.get(index)) {
        return false;
      }
    }
    return true;
  }
}
