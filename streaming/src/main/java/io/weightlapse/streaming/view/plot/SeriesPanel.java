// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Lines over steps on a linear, logarithmic or symlog axis, with the ends of epochs behind them.
 * Values that cannot be drawn are gaps, with a grey cross at the upper edge. Where several values
 * fall on one pixel, the line goes through the least and the greatest of them.
 */
public final class SeriesPanel implements Panel {
  /**
   * A line.
   *
   * @param xs where, rising
   * @param ys values; NaN is a gap
   * @param colour of the line
   * @param width of the line in pixels
   */
  public record Line(double[] xs, double[] ys, Color colour, float width) {}

  private static final double RIGHT = 18;
  private static final int DOTS = 40; // of fewer values each is marked

  private final FieldPanel.Titles titles;
  private final NiceRange x;
  private final NiceRange y;
  private final ValueScale scale;
  private final List<Line> lines;
  private final double[] verticals;

  /**
   * A panel.
   *
   * @param y of scaled values; what lies outside is drawn at the edge
   * @param verticals places of upright lines behind all
   */
  public SeriesPanel(
      FieldPanel.Titles titles,
      NiceRange x,
      NiceRange y,
      ValueScale scale,
      List<Line> lines,
      double[] verticals) {
    this.titles = titles;
    this.x = x;
    this.y = y;
    this.scale = scale;
    this.lines = List.copyOf(lines);
    this.verticals = verticals.clone();
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    PlotBox box = new PlotBox(area, x, y, scale, RIGHT);
    box.grid(g);
    Shape clip = g.getClip();
    g.clip(box.inside());
    g.setColor(Style.AXIS);
    g.setStroke(Style.dashed(1));
    for (double at : verticals) {
      double px = box.px(at);
      g.draw(new Line2D.Double(px, box.inside().getY(), px, box.inside().getMaxY()));
    }
    for (Line line : lines) {
      draw(g, box, line);
    }
    g.setClip(clip);
    box.frame(g, titles.title(), titles.x(), titles.y(), titles.locale());
  }

  private double py(PlotBox box, double value) {
    double drawn = scale.forward(value);
    return NiceRange.drawable(value) && NiceRange.drawable(drawn)
        ? box.py(Math.max(y.min(), Math.min(y.max(), drawn)))
        : Double.NaN;
  }

  private void draw(Graphics2D g, PlotBox box, Line line) {
    g.setColor(line.colour());
    g.setStroke(Style.line(line.width()));
    Path2D path = new Path2D.Double();
    boolean open = false;
    int column = Integer.MIN_VALUE;
    double least = 0;
    double greatest = 0;
    double[] xs = line.xs();
    for (int i = 0; i < xs.length; i++) {
      double px = box.px(xs[i]);
      double py = py(box, line.ys()[i]);
      if (Double.isNaN(py)) {
        cross(g, box, px);
        g.setColor(line.colour());
        g.setStroke(Style.line(line.width()));
        open = false;
        continue;
      }
      if (!open) {
        path.moveTo(px, py);
      } else if ((int) px == column && py >= least && py <= greatest) {
        continue; // within what is drawn of this column
      } else {
        path.lineTo(px, py);
      }
      boolean same = open && (int) px == column;
      least = same ? Math.min(least, py) : py;
      greatest = same ? Math.max(greatest, py) : py;
      column = (int) px;
      open = true;
      boolean last = i + 1 == xs.length;
      boolean alone = (i == 0 || !NiceRange.drawable(line.ys()[i - 1])) && last;
      if (alone || last || xs.length <= DOTS) {
        double size = line.width() + (last ? 4 : 2);
        g.fill(new Ellipse2D.Double(px - size / 2, py - size / 2, size, size));
      }
    }
    g.draw(path);
  }

  private static void cross(Graphics2D g, PlotBox box, double px) {
    double py = box.inside().getY() + 8;
    g.setColor(Style.UNKNOWN);
    g.setStroke(Style.line(1.4f));
    g.draw(new Line2D.Double(px - 3, py - 3, px + 3, py + 3));
    g.draw(new Line2D.Double(px - 3, py + 3, px + 3, py - 3));
  }
}
