// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.Locale;

/**
 * Three axes and the walls behind the data.
 *
 * @param x title and range
 * @param y title and range
 * @param z title and range; upwards
 * @param locale of the numbers
 */
public record Axes3(Axis x, Axis y, Axis z, Locale locale) {
  private static final double TICK = 5;

  /** One axis. */
  public record Axis(String title, NiceRange range) {}

  /** Draws walls, grid, ticks and titles: everything that lies behind the data. */
  void draw(Graphics2D g, Projection p) {
    wall(g, p, new double[][] {{0, 0, 0}, {1, 0, 0}, {1, 1, 0}, {0, 1, 0}});
    wall(g, p, new double[][] {{0, 0, 0}, {0, 1, 0}, {0, 1, 1}, {0, 0, 1}});
    wall(g, p, new double[][] {{0, 1, 0}, {1, 1, 0}, {1, 1, 1}, {0, 1, 1}});
    g.setStroke(Style.line(1));
    for (double t : x.range().ticks()) {
      double s = x.range().share(t);
      grid(g, p, s, 0, 0, s, 1, 0);
      grid(g, p, s, 1, 0, s, 1, 1);
    }
    for (double t : y.range().ticks()) {
      double s = y.range().share(t);
      grid(g, p, 0, s, 0, 1, s, 0);
      grid(g, p, 0, s, 0, 0, s, 1);
    }
    for (double t : z.range().ticks()) {
      double s = z.range().share(t);
      grid(g, p, 0, 0, s, 0, 1, s);
      grid(g, p, 0, 1, s, 1, 1, s);
    }
    edge(g, p, x, new double[] {0, 0, 0}, new double[] {1, 0, 0}, new double[] {0, -1, 0});
    edge(g, p, y, new double[] {1, 0, 0}, new double[] {1, 1, 0}, new double[] {1, 0, 0});
    edge(g, p, z, new double[] {1, 1, 0}, new double[] {1, 1, 1}, new double[] {0.7, 0.7, 0});
  }

  private static void wall(Graphics2D g, Projection p, double[][] corners) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < corners.length; i++) {
      Point2D q = p.point(corners[i][0], corners[i][1], corners[i][2]);
      if (i == 0) {
        path.moveTo(q.getX(), q.getY());
      } else {
        path.lineTo(q.getX(), q.getY());
      }
    }
    path.closePath();
    g.setColor(Style.WALL);
    g.fill(path);
    g.setColor(Style.GRID);
    g.setStroke(Style.line(1));
    g.draw(path);
  }

  private static void grid(
      Graphics2D g,
      Projection p,
      double x0,
      double y0,
      double z0,
      double x1,
      double y1,
      double z1) {
    g.setColor(Style.GRID);
    g.draw(new Line2D.Double(p.point(x0, y0, z0), p.point(x1, y1, z1)));
  }

  /** Keeps the first number of the upright axis and the last one beside it apart, in pixels. */
  private static double nudge(double[] from, double share) {
    boolean upright = from[0] == 1 && from[1] == 1;
    boolean beside = from[0] == 1 && from[1] == 0;
    return upright && share < 0.04 ? -4 : beside && share > 0.96 ? 5 : 0;
  }

  /** An axis along an edge of the box; its ticks and title lie on the side of {@code out}. */
  private void edge(
      Graphics2D g, Projection p, Axis axis, double[] from, double[] to, double[] out) {
    Point2D a = p.point(from[0], from[1], from[2]);
    Point2D b = p.point(to[0], to[1], to[2]);
    Point2D c = p.point(from[0] + 0.1 * out[0], from[1] + 0.1 * out[1], from[2] + 0.1 * out[2]);
    double length = c.distance(a);
    double dx = (c.getX() - a.getX()) / length;
    double dy = (c.getY() - a.getY()) / length;
    g.setColor(Style.AXIS);
    g.setStroke(Style.line(1.3f));
    g.draw(new Line2D.Double(a, b));
    double widest = 0;
    for (double t : axis.range().ticks()) {
      double s = axis.range().share(t);
      Point2D q =
          p.point(
              from[0] + s * (to[0] - from[0]),
              from[1] + s * (to[1] - from[1]),
              from[2] + s * (to[2] - from[2]));
      g.setColor(Style.AXIS);
      g.draw(new Line2D.Double(q.getX(), q.getY(), q.getX() + TICK * dx, q.getY() + TICK * dy));
      String text = axis.range().text(t, locale);
      double half = Text.width(g, text, Style.plain(10)) / 2;
      widest = Math.max(widest, half);
      double reach = TICK + 3 + Math.abs(dx) * half + Math.abs(dy) * 6;
      Text.around(
          g,
          text,
          Style.plain(10),
          Style.FAINT_INK,
          q.getX() + reach * dx,
          q.getY() + reach * dy + nudge(from, s),
          0);
    }
    double beyond = TICK + 12 + 2 * Math.abs(dx) * widest + Math.abs(dy) * 14;
    double angle = Math.atan2(b.getY() - a.getY(), b.getX() - a.getX());
    Text.around(
        g,
        axis.title(),
        Style.plain(11),
        Style.INK,
        (a.getX() + b.getX()) / 2 + beyond * dx,
        (a.getY() + b.getY()) / 2 + beyond * dy,
        angle);
  }
}
