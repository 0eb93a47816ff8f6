// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.Shape;

/** Draws in a rectangle of the picture; texts never leave it. */
final class Pen {
  /** Where a text stands. */
  enum At {
    LEFT,
    MIDDLE,
    RIGHT
  }

  static final int SMALL = 11;
  static final int TITLE = 13;

  private final Graphics2D g;
  private final Rectangle area;

  Pen(Graphics2D g, Rectangle area) {
    this.g = g;
    this.area = area;
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
  }

  Rectangle area() {
    return area;
  }

  Graphics2D graphics() {
    return g;
  }

  /** The same, in a part of the picture. */
  Pen in(int x, int y, int width, int height) {
    return new Pen(g, new Rectangle(x, y, Math.max(1, width), Math.max(1, height)));
  }

  void fill(Color colour, double x, double y, double width, double height) {
    g.setColor(colour);
    int left = (int) Math.round(x);
    int top = (int) Math.round(y);
    g.fillRect(left, top, (int) Math.round(x + width) - left, (int) Math.round(y + height) - top);
  }

  void line(Color colour, double x0, double y0, double x1, double y1) {
    g.setColor(colour);
    g.setStroke(new BasicStroke(1));
    g.drawLine(
        (int) Math.round(x0), (int) Math.round(y0), (int) Math.round(x1), (int) Math.round(y1));
  }

  void dashed(Color colour, double x0, double y0, double x1, double y1) {
    g.setColor(colour);
    g.setStroke(
        new BasicStroke(
            1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {4, 4}, 0));
    g.drawLine(
        (int) Math.round(x0), (int) Math.round(y0), (int) Math.round(x1), (int) Math.round(y1));
  }

  /** A shape's outline, no further than that rectangle. */
  void outline(Color colour, Shape shape, Rectangle within) {
    Shape before = g.getClip();
    g.clip(within);
    g.setColor(colour);
    g.setStroke(new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(shape);
    g.setClip(before);
  }

  void dot(Color colour, double x, double y, double radius) {
    g.setColor(colour);
    g.fill(new java.awt.geom.Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  int width(String text, int size) {
    return g.getFontMetrics(font(size)).stringWidth(text);
  }

  /** A text whose baseline is at y; cut with dots where it is wider than allowed. */
  void text(String text, int size, Color colour, At at, double x, double y, int most) {
    g.setFont(font(size));
    g.setColor(colour);
    String cut = cut(text, size, most);
    int width = width(cut, size);
    double left = at == At.LEFT ? x : at == At.RIGHT ? x - width : x - width / 2.0;
    g.drawString(cut, (float) left, (float) y);
  }

  String cut(String text, int size, int most) {
    if (width(text, size) <= most) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(text.substring(0, end) + "\u2026", size) > most) {
      end--;
    }
    return end == 0 ? "" : text.substring(0, end) + "\u2026";
  }

  private static Font font(int size) {
    return new Font(Font.SANS_SERIF, size >= TITLE ? Font.BOLD : Font.PLAIN, size);
  }
}
