// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Locale;

/**
 * A picture and, beside it, a bar for each class: how likely one or several models think it. The
 * right class is marked; a model's own choice is strong.
 */
public final class ClassBars implements Panel {
  /** Pixels of a square picture, 0xRRGGBB, from the upper left, row after row. */
  public record Image(int side, int[] pixels) {}

  private static final double LABEL = 22;

  private final Image image;
  private final String title;
  private final int label;
  private final double[][] shares;
  private final Locale locale;

  /**
   * A panel.
   *
   * @param label the right class
   * @param shares of each model, of each class: 0 to 1, or NaN
   */
  public ClassBars(Image image, String title, int label, double[][] shares, Locale locale) {
    this.image = image;
    this.title = title;
    this.label = label;
    this.shares = shares;
    this.locale = locale;
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    double size = Math.min(area.getHeight() - 40, 0.42 * area.getWidth());
    double x = area.getX() + 8;
    double y = area.getY() + 24;
    Text.at(g, title, Style.bold(12), Style.INK, x, y - 8);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    BufferedImage picture =
        new BufferedImage(image.side(), image.side(), BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, image.side(), image.side(), image.pixels(), 0, image.side());
    g.drawImage(picture, (int) x, (int) y, (int) size, (int) size, null);
    double left = x + size + LABEL + 10;
    double room = area.getMaxX() - left - 14;
    int classes = shares[0].length;
    double row = (area.getHeight() - 40) / classes;
    for (int c = 0; c < classes; c++) {
      double top = y + c * row;
      String name = String.format(locale, "%d", c);
      double width = Text.width(g, name, Style.plain(11));
      Text.at(
          g,
          name,
          c == label ? Style.bold(11) : Style.plain(11),
          c == label ? Style.INK : Style.FAINT_INK,
          left - 6 - width,
          top + row / 2 + 4);
      for (int m = 0; m < shares.length; m++) {
        bar(g, c, m, new Rectangle2D.Double(left, top, room, row));
      }
    }
    g.setColor(Style.AXIS);
    g.setStroke(Style.line(1));
    g.draw(new Rectangle2D.Double(left, y, room, row * classes));
  }

  private void bar(Graphics2D g, int c, int m, Rectangle2D at) {
    double share = shares[m][c];
    double high = (at.getHeight() - 2) / shares.length;
    double top = at.getY() + 1 + m * high;
    if (Double.isNaN(share)) {
      g.setColor(Style.UNKNOWN);
      g.fill(new Rectangle2D.Double(at.getX(), top, 3, high));
      return;
    }
    boolean best = true;
    for (double other : shares[m]) {
      best &= !(other > share);
    }
    Color model =
        shares.length == 1
            ? (c == label ? Style.ofClass(2) : Style.CURVE)
            : Style.ofClass(m == 0 ? 1 : 3);
    g.setColor(best ? model : Style.between(model, Color.WHITE, 0.55));
    g.fill(new Rectangle2D.Double(at.getX(), top, Math.max(0.5, share * at.getWidth()), high));
  }
}
