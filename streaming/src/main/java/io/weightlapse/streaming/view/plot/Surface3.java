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
 * @param paint whether it has that colour, or colours by height
 */
public record Surface3(double[] xs, double[] ys, float[] heights, Color colour, Paint paint) {
  /** How a surface is coloured. */
  public enum Paint {
    /** One colour, translucent: several surfaces can be seen through each other. */
    PLAIN,
    /** By height, nearly opaque. */
    HEIGHT
  }

  /** A surface of one colour. */
  public Surface3(double[] xs, double[] ys, float[] heights, Color colour) {
    this(xs, ys, heights, colour, Paint.PLAIN);
  }

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
