// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/** Lines of points, each in its own colour, and dots on them, in the order in which they come. */
public final class PathsPanel implements Panel {
  /** What happens where a value cannot be drawn. */
  public enum Gap {
    /** Nothing is there. */
    PLAIN,
    /** A grey cross at the upper edge, over its place on the x axis. */
    CROSS
  }

  /**
   * A line through points.
   *
   * @param xs where
   * @param ys where; NaN is a gap
   * @param colour of the line
   * @param width of the line in pixels
   * @param gap what is drawn in a gap
   */
  public record Line(double[] xs, double[] ys, Color colour, float width, Gap gap) {}

  /**
   * A dot with a white rim.
   *
   * @param x where
   * @param y where; NaN is no dot
   * @param colour inside
   * @param size across in pixels
   */
  public record Dot(double x, double y, Color colour, double size) {}

  private final FieldPanel.Titles titles;
  private final NiceRange x;
  private final NiceRange y;
  private final List<Line> lines;
  private final List<Dot> dots;

  /** A panel with fixed ranges; what lies outside is cut off. */
  public PathsPanel(
      FieldPanel.Titles titles, NiceRange x, NiceRange y, List<Line> lines, List<Dot> dots) {
    this.titles = titles;
    this.x = x;
    this.y = y;
    this.lines = List.copyOf(lines);
    this.dots = List.copyOf(dots);
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    PlotBox box = new PlotBox(area, x, y, ValueScale.of(ValueScale.Kind.LINEAR), 18);
    box.grid(g);
    Shape clip = g.getClip();
    g.clip(box.inside());
    lines.forEach(line -> draw(g, box, line));
    for (Dot dot : dots) {
      if (NiceRange.drawable(dot.x()) && NiceRange.drawable(dot.y())) {
        fill(g, Style.PAPER, box.px(dot.x()), box.py(dot.y()), dot.size() + 2.4);
        fill(g, dot.colour(), box.px(dot.x()), box.py(dot.y()), dot.size());
      }
    }
    g.setClip(clip);
    box.frame(g, titles.title(), titles.x(), titles.y(), titles.locale());
  }

  private static void fill(Graphics2D g, Color colour, double px, double py, double size) {
    g.setColor(colour);
    g.fill(new Ellipse2D.Double(px - size / 2, py - size / 2, size, size));
  }

  private static void draw(Graphics2D g, PlotBox box, Line line) {
    g.setColor(line.colour());
    g.setStroke(Style.line(line.width()));
    double[] xs = line.xs();
    double[] ys = line.ys();
    boolean before = false;
    for (int i = 0; i < xs.length; i++) {
      boolean here = NiceRange.drawable(xs[i]) && NiceRange.drawable(ys[i]);
      boolean after = i + 1 < xs.length && NiceRange.drawable(xs[i + 1] + ys[i + 1]);
      if (here && before) {
        g.draw(
            new Line2D.Double(box.px(xs[i - 1]), box.py(ys[i - 1]), box.px(xs[i]), box.py(ys[i])));
      } else if (here && !after) { // a lone point
        fill(g, line.colour(), box.px(xs[i]), box.py(ys[i]), 2.5 + line.width());
      }
      before = here;
    }
    if (line.gap() == Gap.CROSS) {
      g.setColor(Style.UNKNOWN);
      g.setStroke(Style.line(1.4f));
      for (int i = 0; i < xs.length; i++) {
        if (!NiceRange.drawable(ys[i])) {
          double px = box.px(xs[i]);
          double py = box.inside().getY() + 8;
          g.draw(new Line2D.Double(px - 3, py - 3, px + 3, py + 3));
          g.draw(new Line2D.Double(px - 3, py + 3, px + 3, py - 3));
        }
      }
    }
  }
}
