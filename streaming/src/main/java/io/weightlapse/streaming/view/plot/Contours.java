// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of equal height by marching squares; a saddle is decided by the mean of its corners. Cells
 * with a corner that is no number have none.
 */
final class Contours {
  private Contours() {}

  /** The pieces of the line at a scaled height, in places of the field. */
  static List<Line2D> lines(Field field, double level) {
    List<Line2D> lines = new ArrayList<>();
    for (int i = 0; i + 1 < field.xs().length; i++) {
      for (int j = 0; j + 1 < field.ys().length; j++) {
        cell(field, level, i, j, lines);
      }
    }
    return lines;
  }

  private static void cell(Field f, double level, int i, int j, List<Line2D> lines) {
    double[] h = {f.height(i, j), f.height(i + 1, j), f.height(i + 1, j + 1), f.height(i, j + 1)};
    double[] xs = {f.xs()[i], f.xs()[i + 1], f.xs()[i + 1], f.xs()[i]};
    double[] ys = {f.ys()[j], f.ys()[j], f.ys()[j + 1], f.ys()[j + 1]};
    List<double[]> cuts = new ArrayList<>(4);
    for (int a = 0; a < 4; a++) {
      int b = (a + 1) % 4;
      if (Double.isNaN(h[a])) {
        return;
      }
      if ((h[a] < level) != (h[b] < level)) {
        double s = (level - h[a]) / (h[b] - h[a]);
        cuts.add(new double[] {xs[a] + s * (xs[b] - xs[a]), ys[a] + s * (ys[b] - ys[a])});
      }
    }
    if (cuts.size() == 2) {
      lines.add(line(cuts.get(0), cuts.get(1)));
    } else if (cuts.size() == 4) {
      boolean middle = (h[0] + h[1] + h[2] + h[3]) / 4 < level;
      int shift = middle == h[0] < level ? 0 : 1;
      // corners 1 and 3 are cut off where the middle is as corner 0, else corners 0 and 2
      lines.add(line(cuts.get(shift == 0 ? 0 : 3), cuts.get(shift == 0 ? 1 : 0)));
      lines.add(line(cuts.get(shift == 0 ? 2 : 1), cuts.get(shift == 0 ? 3 : 2)));
    }
  }

  private static Line2D line(double[] from, double[] to) {
    return new Line2D.Double(from[0], from[1], to[0], to[1]);
  }
}
