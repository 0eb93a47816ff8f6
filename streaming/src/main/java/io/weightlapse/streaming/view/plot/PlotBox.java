// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Locale;

/** The frame of a flat picture: title, two axes with ticks, and a bar of colours beside it. */
final class PlotBox {
  private static final double LEFT = 70;
  private static final double BOTTOM = 50;
  private static final double TITLE = 28;
  private static final double BAR = 92;

  private final Rectangle2D box;
  private final NiceRange x;
  private final NiceRange y;
  private final ValueScale scaleY;

  /** Room for a plot in an area. */
  PlotBox(Rectangle2D area, NiceRange x, NiceRange y, ValueScale scaleY, double right) {
    this.box =
        new Rectangle2D.Double(
            area.getX() + LEFT,
            area.getY() + TITLE,
            area.getWidth() - LEFT - right,
            area.getHeight() - TITLE - BOTTOM);
    this.x = x;
    this.y = y;
    this.scaleY = scaleY;
  }

  static PlotBox withBar(Rectangle2D area, NiceRange x, NiceRange y) {
    return new PlotBox(area, x, y, ValueScale.of(ValueScale.Kind.LINEAR), BAR);
  }

  Rectangle2D inside() {
    return box;
  }

  double px(double value) {
    return box.getX() + x.share(value) * box.getWidth();
  }

  /** Of a value that is scaled already. */
  double py(double height) {
    return box.getMaxY() - y.share(height) * box.getHeight();
  }

  void frame(Graphics2D g, String title, String titleX, String titleY, Locale locale) {
    Text.centred(g, title, Style.bold(13), box.getCenterX(), box.getY() - 11);
    for (double t : x.ticks()) {
      double at = px(t);
      g.setColor(Style.AXIS);
      g.setStroke(Style.line(1));
      g.draw(new Line2D.Double(at, box.getMaxY(), at, box.getMaxY() + 4));
      Text.around(
          g, x.text(t, locale), Style.plain(11), Style.FAINT_INK, at, box.getMaxY() + 14, 0);
    }
    boolean plain = scaleY.kind() == ValueScale.Kind.LINEAR;
    double[] ticks =
        plain ? y.ticks() : scaleY.ticks(scaleY.inverse(y.min()), scaleY.inverse(y.max()));
    for (double t : ticks) {
      double at = py(scaleY.forward(t));
      String text = plain ? y.text(t, locale) : ValueScale.text(t, locale);
      g.setColor(Style.AXIS);
      g.setStroke(Style.line(1));
      g.draw(new Line2D.Double(box.getX() - 4, at, box.getX(), at));
      double width = Text.width(g, text, Style.plain(11));
      Text.at(g, text, Style.plain(11), Style.FAINT_INK, box.getX() - 8 - width, at + 4);
    }
    Text.around(g, titleX, Style.plain(12), Style.INK, box.getCenterX(), box.getMaxY() + 36, 0);
    Text.around(
        g, titleY, Style.plain(12), Style.INK, box.getX() - 58, box.getCenterY(), -Math.PI / 2);
    g.setColor(Style.AXIS);
    g.setStroke(Style.line(1.2f));
    g.draw(box);
  }

  void grid(Graphics2D g) {
    g.setColor(Style.GRID);
    g.setStroke(Style.line(1));
    for (double t : x.ticks()) {
      g.draw(new Line2D.Double(px(t), box.getY(), px(t), box.getMaxY()));
    }
    double[] ticks =
        scaleY.kind() == ValueScale.Kind.LINEAR
            ? y.ticks()
            : scaleY.ticks(scaleY.inverse(y.min()), scaleY.inverse(y.max()));
    for (double t : ticks) {
      double at = py(scaleY.forward(t));
      g.draw(new Line2D.Double(box.getX(), at, box.getMaxX(), at));
    }
  }

  /** What the colours mean: the values themselves, at the places of their scale. */
  void bar(Graphics2D g, Field field, String title, Locale locale) {
    double left = box.getMaxX() + 16;
    double width = 14;
    int rows = (int) box.getHeight();
    for (int r = 0; r < rows; r++) {
      g.setColor(Ramp.at(1 - (r + 0.5) / rows));
      g.fill(new Rectangle2D.Double(left, box.getY() + r, width, 1.5));
    }
    g.setColor(Style.AXIS);
    g.setStroke(Style.line(1));
    g.draw(new Rectangle2D.Double(left, box.getY(), width, box.getHeight()));
    double last = Double.NaN;
    for (double t : field.scale().ticks(field.low(), field.high())) {
      double at = box.getMaxY() - field.share(field.scale().forward(t)) * box.getHeight();
      if (Math.abs(at - last) < 13) {
        continue; // would lie over the tick before
      }
      last = at;
      g.setColor(Style.AXIS);
      g.draw(new Line2D.Double(left + width, at, left + width + 4, at));
      Text.at(
          g,
          ValueScale.text(t, locale),
          Style.plain(11),
          Style.FAINT_INK,
          left + width + 7,
          at + 4);
    }
    Text.at(g, title, Style.plain(11), Style.INK, left - 2, box.getY() - 8);
  }

  /** Grey strokes behind everything: what stays visible is a gap. */
  void hatch(Graphics2D g) {
    Shape clip = g.getClip();
    g.clip(box);
    g.setColor(new Color(0xee, 0xef, 0xf1));
    g.fill(box);
    g.setColor(new Color(0xc9, 0xcd, 0xd3));
    g.setStroke(Style.line(1));
    for (double at = box.getX() - box.getHeight(); at < box.getMaxX(); at += 7) {
      g.draw(new Line2D.Double(at, box.getMaxY(), at + box.getHeight(), box.getY()));
    }
    g.setClip(clip);
  }

  /** A line without marks. */
  void line(Graphics2D g, double[][] points) {
    strokes(g, points, Marks.NONE);
  }

  /** Where the weights went: a line through the snapshots, the last one marked. */
  void path(Graphics2D g, double[][] points) {
    strokes(g, points, Marks.POINTS);
  }

  private enum Marks {
    NONE,
    POINTS
  }

  private void strokes(Graphics2D g, double[][] points, Marks marks) {
    Shape clip = g.getClip();
    g.clip(box);
    for (int pass = 0; pass < 2; pass++) {
      g.setColor(pass == 0 ? Color.WHITE : Style.CURVE);
      g.setStroke(Style.line(pass == 0 ? 3.6f : 1.8f));
      double[] before = null;
      for (double[] p : points) {
        if (before != null) {
          g.draw(new Line2D.Double(px(before[0]), py(before[1]), px(p[0]), py(p[1])));
        }
        before = p;
      }
      double size = pass == 0 ? 5.6 : 3.6;
      boolean few = marks == Marks.POINTS && points.length <= 200;
      for (double[] p : few ? points : new double[0][]) {
        dot(g, p, size);
      }
      if (marks == Marks.POINTS && points.length > 0) {
        dot(g, points[points.length - 1], pass == 0 ? 13 : 9.5);
      }
    }
    g.setClip(clip);
  }

  private void dot(Graphics2D g, double[] p, double size) {
    g.fill(
        new java.awt.geom.Ellipse2D.Double(px(p[0]) - size / 2, py(p[1]) - size / 2, size, size));
  }
}
