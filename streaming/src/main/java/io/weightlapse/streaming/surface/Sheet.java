// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SurfaceGrid;
import java.util.List;
import java.util.Optional;

/**
 * One surface with all that is known about it.
 *
 * @param run the run
 * @param slice where it is cut
 * @param info what is stored about the slice; empty for neurons
 * @param step of the snapshot
 * @param grid its points
 * @param path where the snapshots lie on the slice, by worker, then step; empty if unknown, or if
 *     it holds for another step only
 */
public record Sheet(
    String run,
    Slice slice,
    Optional<SliceInfo> info,
    long step,
    SurfaceGrid grid,
    List<PathPoint> path) {
  /** Copies the list. */
  public Sheet {
    path = List.copyOf(path);
  }

  /** Which of a surface's two values. */
  public enum Value {
    /** The mean loss. */
    LOSS,
    /** The share of samples classified rightly. */
    ACCURACY
  }

  double[] places(Axis axis) {
    double[] places = new double[axis.count()];
    for (int i = 0; i < places.length; i++) {
      places[i] = axis.at(i);
    }
    return places;
  }

  /** Values row major; NaN where a point is pending or no number. */
  double[] values(Value value) {
    int cols = grid.beta().count();
    double[] values = new double[grid.alpha().count() * cols];
    for (int p = 0; p < values.length; p++) {
      values[p] =
          value == Value.LOSS ? grid.loss(p / cols, p % cols) : grid.accuracy(p / cols, p % cols);
    }
    return values;
  }

  /** How many points have that state. */
  int count(PointState state) {
    int count = 0;
    for (int i = 0; i < grid.alpha().count(); i++) {
      for (int j = 0; j < grid.beta().count(); j++) {
        count += grid.state(i, j) == state ? 1 : 0;
      }
    }
    return count;
  }
}
