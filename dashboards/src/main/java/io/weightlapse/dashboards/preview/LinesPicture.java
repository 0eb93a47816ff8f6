// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;

/** Lines over time or over a number, with a legend below. */
final class LinesPicture {
  private static final int ROW = 17;
  private static final int MARKER = 20;

  private LinesPicture() {}

  /**
   * Draws them.
   *
   * @param x the axis to the right
   * @param marks values of x at which something happened, with their colours
   */
  static void draw(Pen pen, Style style, Scaling x, List<Series> series, List<Mark> marks) {
    int rows = Math.min(2, rows(pen, series));
    Pen above =
        pen.in(pen.area().x, pen.area().y, pen.area().width, pen.area().height - rows * ROW - 2);
    Scaling.Kind kind = style.isLog() ? Scaling.Kind.LOG : Scaling.Kind.LINEAR;
    Scaling y = Scaling.around(kind, series.stream().map(Series::y).toArray(double[][]::new));
    JsonNode min = style.of("", "min");
    JsonNode max = style.of("", "max");
    y =
        min.isNumber() && max.isNumber()
            ? new Scaling(kind, min.asDouble(), max.asDouble())
            : y.withMargin();
    Plot plot = Plot.draw(above, x, y, style.unit(""));
    if (style.hasBand()) {
      band(above, style, plot, y);
    }
    for (Mark m : marks) {
      above.dashed(
          Colours.faint(m.colour(), 110),
          plot.x(m.x()),
          plot.box().y,
          plot.x(m.x()),
          plot.box().y + plot.box().height);
    }
    for (int i = 0; i < series.size(); i++) {
      line(above, plot, series.get(i), Colours.series(i));
    }
    legend(pen, series, rows);
  }

  /**
   * Something that happened.
   *
   * @param x where
   * @param colour of its line
   */
  record Mark(double x, Color colour) {}

  private static void line(Pen pen, Plot plot, Series s, Color colour) {
    Path2D path = new Path2D.Double();
    boolean down = false;
    for (int i = 0; i < s.x().length; i++) {
      double px = plot.x(s.x()[i]);
      double py = plot.y(s.y()[i]);
      if (!Double.isFinite(px) || !Double.isFinite(py)) {
        down = false; // a gap
      } else if (down) {
        path.lineTo(px, py);
      } else {
        path.moveTo(px, py);
        down = true;
      }
      if (s.x().length <= 40 && Double.isFinite(px) && Double.isFinite(py)) {
        pen.dot(colour, px, py, 2);
      }
    }
    pen.outline(colour, path, plot.box());
  }

  /** Areas between thresholds, faint. */
  private static void band(Pen pen, Style style, Plot plot, Scaling y) {
    List<JsonNode> steps = style.steps();
    for (int i = 0; i < steps.size(); i++) {
      double from =
          steps.get(i).path("value").isNull() ? y.from() : steps.get(i).path("value").asDouble();
      double to = i + 1 < steps.size() ? steps.get(i + 1).path("value").asDouble() : y.to();
      double low = Math.max(from, y.from());
      double high = Math.min(to, y.to());
      Color colour = Colours.named(steps.get(i).path("color").asText());
      if (low < high && colour != null) {
        pen.fill(
            Colours.faint(colour, 28),
            plot.box().x,
            plot.y(high),
            plot.box().width,
            plot.y(low) - plot.y(high));
      }
    }
  }

  private static int rows(Pen pen, List<Series> series) {
    int width = 0;
    for (Series s : series) {
      width += MARKER + pen.width(s.name(), Pen.SMALL) + 12;
    }
    return 1 + width / Math.max(1, pen.area().width - 10);
  }

  private static void legend(Pen pen, List<Series> series, int rows) {
    int right = pen.area().x + pen.area().width - 6;
    int x = pen.area().x + 6;
    int row = 0;
    for (int i = 0; i < series.size(); i++) {
      int width = MARKER + pen.width(series.get(i).name(), Pen.SMALL) + 12;
      if (x + width > right && x > pen.area().x + 6) {
        row++;
        x = pen.area().x + 6;
      }
      if (row >= rows) {
        return;
      }
      int y = pen.area().y + pen.area().height - (rows - row) * ROW + 11;
      pen.fill(Colours.series(i), x, y - 5, 14, 3);
      pen.text(
          series.get(i).name(),
          Pen.SMALL,
          Colours.TEXT,
          Pen.At.LEFT,
          x + MARKER,
          y,
          right - x - MARKER);
      x += width;
    }
  }
}
