// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;

/** Text at places. */
public final class Text {
  private Text() {}

  /** Width of a text in pixels. */
  public static double width(Graphics2D g, String text, Font font) {
    FontRenderContext context = g.getFontRenderContext();
    return font.getStringBounds(text, context).getWidth();
  }

  /** The text, or its beginning and an ellipsis where it is wider than {@code width}. */
  public static String fitted(Graphics2D g, String text, Font font, double width) {
    if (width(g, text, font) <= width) {
      return text;
    }
    int end = text.length();
    while (end > 0 && width(g, text.substring(0, end) + "…", font) > width) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }

  /** Draws with the left end of the base line at (x, y). */
  public static void at(Graphics2D g, String text, Font font, Color colour, double x, double y) {
    g.setFont(font);
    g.setColor(colour);
    g.drawString(text, (float) x, (float) y);
  }

  /** Draws a title, in ink, with the middle of the base line at (x, y). */
  static void centred(Graphics2D g, String text, Font font, double x, double y) {
    at(g, text, font, Style.INK, x - width(g, text, font) / 2, y);
  }

  /** Draws with the middle of the text at (x, y), turned by {@code angle} radians. */
  static void around(
      Graphics2D g, String text, Font font, Color colour, double x, double y, double angle) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    g.rotate(angle);
    Rectangle2D box = font.getStringBounds(text, g.getFontRenderContext());
    double middle = -font.getLineMetrics(text, g.getFontRenderContext()).getAscent() * 0.38;
    at(g, text, font, colour, -box.getWidth() / 2, -middle);
    g.setTransform(before);
  }
}
