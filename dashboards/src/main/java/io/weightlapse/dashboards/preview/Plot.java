// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;

/** Axes with their grid, and the rectangle between them. */
final class Plot {
  private static final int BELOW = 18;

  private final Pen pen;
  private final Scaling x;
  private final Scaling y;
  private final Rectangle box;

  private Plot(Pen pen, Scaling x, Scaling y, Rectangle box) {
    this.pen = pen;
    this.x = x;
    this.y = y;
    this.box = box;
  }

  /** Draws the axes in the pen's area. */
  static Plot draw(Pen pen, Scaling x, Scaling y, String unit) {
    Rectangle all = pen.area();
    int lines = Math.max(2, all.height / 45);
    List<String> labels = new ArrayList<>();
    List<Double> ticks = y.ticks(lines);
    ticks.forEach(t -> labels.add(y.label(t, unit)));
    int left = 10 + labels.stream().mapToInt(l -> pen.width(l, Pen.SMALL)).max().orElse(20);
    Rectangle box =
        new Rectangle(
            all.x + left,
            all.y + 6,
            Math.max(1, all.width - left - 12),
            Math.max(1, all.height - BELOW - 6));
    Plot plot = new Plot(pen, x, y, box);
    for (int i = 0; i < ticks.size(); i++) {
      double at = plot.y(ticks.get(i));
      pen.line(Colours.GRID, box.x, at, box.x + box.width, at);
      pen.text(labels.get(i), Pen.SMALL, Colours.DIM, Pen.At.RIGHT, box.x - 5, at + 4, left);
    }
    plot.below();
    return plot;
  }

  private void below() {
    List<Double> ticks = x.ticks(Math.max(2, box.width / 90));
    for (double t : ticks) {
      double at = x(t);
      pen.line(Colours.GRID, at, box.y, at, box.y + box.height);
      pen.text(
          x.label(t, ""), Pen.SMALL, Colours.DIM, Pen.At.MIDDLE, at, box.y + box.height + 14, 90);
    }
  }

  Rectangle box() {
    return box;
  }

  double x(double value) {
    return box.x + x.place(value) * box.width;
  }

  double y(double value) {
    return box.y + (1 - y.place(value)) * box.height;
  }
}
