// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.util.Checks;

/**
 * Rows of a surface: loss and accuracy where two weights of one unit are moved.
 *
 * @param run the run
 * @param step the snapshot's step
 * @param epoch the snapshot's epoch
 * @param slice which weights
 * @param alpha offsets of the first weight (rows of the grid)
 * @param beta offsets of the second weight (columns of the grid)
 * @param originAlpha the first weight's own value at that step
 * @param originBeta the second weight's own value at that step
 * @param row0 first row of the grid in this tile
 * @param rows rows in this tile
 * @param loss rows x beta.count(), row major
 * @param accuracy the same shape
 * @param tiles how many tiles the job makes for this step, over all slices
 * @param survey which survey of the run made it: a later one has a larger number, such as the
 *     milliseconds when it began; 0 where that is unknown
 */
public record SurfaceTile(
    String run,
    long step,
    int epoch,
    NeuronSlice slice,
    Axis alpha,
    Axis beta,
    double originAlpha,
    double originBeta,
    int row0,
    int rows,
    float[] loss,
    float[] accuracy,
    int tiles,
    long survey)
    implements Event {
  /** The shape must fit the values. */
  public SurfaceTile {
    int n = Math.multiplyExact(rows, beta.count());
    Checks.require(loss.length == n, "loss must have %d elements: was %d", n, loss.length);
    Checks.require(
        accuracy.length == n, "accuracy must have %d elements: was %d", n, accuracy.length);
    Checks.require(
        row0 >= 0 && rows >= 1 && row0 + rows <= alpha.count(),
        "rows must lie in the grid of %d: was %d..%d",
        alpha.count(),
        row0,
        row0 + rows);
  }

  /** A tile of an unknown survey. */
  public SurfaceTile(
      String run,
      long step,
      int epoch,
      NeuronSlice slice,
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
}
