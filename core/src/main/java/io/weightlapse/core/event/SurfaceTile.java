// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.util.Checks;

/**
 * Points of a surface: loss and accuracy where two weights of one unit, or all parameters along one
 * or two directions, are moved. For neurons a tile is some whole rows of the grid.
 *
 * @param run the run
 * @param step the snapshot's step; 0 for a function
 * @param epoch the snapshot's epoch
 * @param slice which weights or directions
 * @param alpha offsets along the first (rows of the grid)
 * @param beta offsets along the second (columns of the grid); a line has the numbers of its series
 *     of data there
 * @param originAlpha the first weight's own value at that step; 0 but for neurons
 * @param originBeta the second weight's own value at that step; 0 but for neurons
 * @param part which points of the grid
 * @param loss at those points, rows x columns of the part, row major
 * @param accuracy the same shape
 * @param tiles how many tiles the job makes for this step: for neurons over all slices, else of
 *     this slice
 * @param survey which survey of the run made it: a later one has a larger number, such as the
 *     milliseconds when it began; 0 where that is unknown
 */
public record SurfaceTile(
    String run,
    long step,
    int epoch,
    Slice slice,
    Axis alpha,
    Axis beta,
    double originAlpha,
    double originBeta,
    GridPart part,
    float[] loss,
    float[] accuracy,
    int tiles,
    long survey)
    implements Event {
  /** The shape must fit the values. */
  public SurfaceTile {
    int n = part.points();
    Checks.require(loss.length == n, "loss must have %d elements: was %d", n, loss.length);
    Checks.require(
        accuracy.length == n, "accuracy must have %d elements: was %d", n, accuracy.length);
    Checks.require(
        part.within(alpha.count(), beta.count()),
        "points must lie in the grid of %d x %d: was %s",
        alpha.count(),
        beta.count(),
        part);
  }

  /** Whole rows. */
  public SurfaceTile(
      String run,
      long step,
      int epoch,
      Slice slice,
      Axis alpha,
      Axis beta,
      double originAlpha,
      double originBeta,
      int row0,
      int rows,
      float[] loss,
      float[] accuracy,
      int tiles,
      long survey) {
    this(
        run,
        step,
        epoch,
        slice,
        alpha,
        beta,
        originAlpha,
        originBeta,
        GridPart.rows(row0, rows, beta.count()),
        loss,
        accuracy,
        tiles,
        survey);
  }

  /** Whole rows of an unknown survey. */
  public SurfaceTile(
      String run,
      long step,
      int epoch,
      Slice slice,
      Axis alpha,
      Axis beta,
      double originAlpha,
      double originBeta,
      int row0,
      int rows,
      float[] loss,
      float[] accuracy,
      int tiles) {
    this(
        run,
        step,
        epoch,
        slice,
        alpha,
        beta,
        originAlpha,
        originBeta,
        row0,
        rows,
        loss,
        accuracy,
        tiles,
        0);
  }

  /** First row of the grid in this tile. */
  public int row0() {
    return part.row0();
  }

  /** Number of rows in this tile. */
  public int rows() {
    return part.rows();
  }

  /**
   * Tells it from the other tiles of its slice and step: the first row for neurons, else the index
   * of the first point in the grid.
   */
  public int number() {
    return slice.kind() == SliceKind.NEURONS
        ? part.row0()
        : Math.addExact(Math.multiplyExact(part.row0(), beta.count()), part.col0());
  }
}
