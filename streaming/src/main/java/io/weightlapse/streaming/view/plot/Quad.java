// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;

/**
 * A piece of a surface. The inside is filled without antialiasing, so that neighbours neither
 * overlap nor leave a seam; the mesh lines along its sides are smooth.
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
  @Override
  public void draw(Graphics2D g) {
    int[] px = new int[4];
    int[] py = new int[4];
    for (int i = 0; i < 4; i++) {
      px[i] = (int) Math.round(xs[i]);
      py[i] = (int) Math.round(ys[i]);
    }
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    g.setColor(fill);
    g.fillPolygon(px, py, 4);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    if (sides != 0) {
      g.setColor(mesh);
      g.setStroke(Scene.MESH);
      for (int i = 0; i < 4; i++) {
        if (((sides >> i) & 1) != 0) {
          int k = (i + 1) % 4;
          g.draw(new Line2D.Double(xs[i], ys[i], xs[k], ys[k]));
        }
      }
    }
  }
}
