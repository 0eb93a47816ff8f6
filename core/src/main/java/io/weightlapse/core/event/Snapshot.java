// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Checks;

/**
 * Whole rows of one tensor at a step; identity is (run, worker, step, layer, param, chunk).
 *
 * @param run the run
 * @param worker {@link Event#MODEL} or a worker's index
 * @param step optimiser updates made; 0 is the initial state
 * @param epoch the epoch that ended at or holds this step; -1 for the initial state
 * @param layer layer name
 * @param param weights or bias
 * @param row0 first row (unit) in {@code values}
 * @param rows number of rows in {@code values}
 * @param cols values in a row
 * @param chunk index of this part, from 0
 * @param chunks number of parts of the tensor at this step
 * @param values rows x cols, row major; not copied, do not change
 */
public record Snapshot(
    String run,
    int worker,
    long step,
    int epoch,
    String layer,
    Param param,
    int row0,
    int rows,
    int cols,
    int chunk,
    int chunks,
    float[] values)
    implements Event {
  /** The shape must fit the values. */
  public Snapshot {
    Checks.require(
        (long) rows * cols == values.length,
        "values must have rows x cols = %d x %d elements: was %d",
        rows,
        cols,
        values.length);
  }

  /** A tensor in one part. */
  public static Snapshot whole(
      String run,
      int worker,
      long step,
      int epoch,
      String layer,
      Param param,
      int rows,
      int cols,
      float[] values) {
    return new Snapshot(run, worker, step, epoch, layer, param, 0, rows, cols, 0, 1, values);
  }
}
