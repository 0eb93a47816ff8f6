// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.util.Names;

/**
 * Where a snapshot lies on a slice; identity is (run, slice, step, worker). The history has it in
 * the table {@code trajectory}, which the job writes itself.
 *
 * @param run the run
 * @param slice the id of a slice through all parameters, such as {@code plane-filter}
 * @param survey which survey of the slice it is of: a later one has a larger number, and replaces
 *     all points of an earlier one
 * @param point step, worker, coordinates, true loss
 */
public record TrajectoryPoint(String run, String slice, long survey, PathPoint point)
    implements Event {
  /** The slice must have a name. */
  public TrajectoryPoint {
    Names.require("slice", slice);
  }
}
