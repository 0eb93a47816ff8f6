// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;

/**
 * A piece of a surface.
 *
 * @param depth greater is nearer
 * @param xs pixels of the four corners
 * @param ys pixels of the four corners
 * @param fill inside
 * @param mesh colour of the lines
 * @param sides bit i: a line from corner i to corner i + 1
 */
record Quad(double depth, double[] xs, double[] ys, Color fill, Color mesh, int sides)
    implements Scene.Item {
  private static final double THICKNESS = 0.8;

  @Override
  public void draw(Pad pad) {
    pad.quad(xs, ys, fill);
    for (int i = 0; i < 4; i++) {
      if (((sides >> i) & 1) != 0) {
        int k = (i + 1) % 4;
        pad.line(xs[i], ys[i], xs[k], ys[k], THICKNESS, mesh);
      }
    }
  }
}
