// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import io.weightlapse.core.util.Checks;
import java.awt.Color;

/**
 * A height over a grid of places.
 *
 * @param xs places along x, rising
 * @param ys places along y, rising
 * @param heights xs x ys, row major; NaN is a hole
 * @param colour of the surface; it is drawn translucent
 */
public record Surface3(double[] xs, double[] ys, float[] heights, Color colour) {
  /** The shapes must fit. */
  public Surface3 {
    Checks.require(
        heights.length == xs.length * ys.length,
        "heights must have %d x %d elements: was %d",
        xs.length,
        ys.length,
        heights.length);
  }

  double height(int i, int j) {
    return heights[i * ys.length + j];
  }
}
