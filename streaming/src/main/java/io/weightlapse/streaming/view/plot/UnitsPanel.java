// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.CubicCurve2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/** Columns of small pictures, joined by edges, and one large picture with points at the end. */
public final class UnitsPanel implements Panel {
  /**
   * A column.
   *
   * @param title written above it
   * @param pictures values of each unit over the plane, from the upper left, row after row
   * @param names written beside the pictures; empty for none
   * @param weights pictures x pictures of the column before, row major; empty for the first
   */
  public record Column(String title, List<float[]> pictures, List<String> names, float[] weights) {
    /** Copies the lists. */
    public Column {
      pictures = List.copyOf(pictures);
      names = List.copyOf(names);
    }
  }

  /**
   * The picture at the end.
   *
   * @param side values of a side
   * @param colours side x side, 0xRRGGBB
   * @param xs places of points, 0 at the left to 1
   * @param ys places of points, 0 at the bottom to 1
   * @param dots colours of the points
   */
  public record Large(int side, int[] colours, float[] xs, float[] ys, Color[] dots) {}

  private static final double TOP = 26;

  private final List<Column> columns;
  private final int side;
  private final Large large;

  /** A panel of pictures with so many values of a side. */
  public UnitsPanel(List<Column> columns, int side, Large large) {
    this.columns = List.copyOf(columns);
    this.side = side;
    this.large = large;
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    double end = Math.min(area.getHeight() - TOP - 20, 0.32 * area.getWidth());
    double left = area.getX() + 60;
    double gap = (area.getWidth() - 60 - end - 40) / columns.size();
    int tallest = columns.stream().mapToInt(c -> c.pictures().size()).max().orElse(1);
    double size = Math.max(12, Math.min(46, (area.getHeight() - TOP) / tallest - 8));
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    for (int c = 1; c < columns.size(); c++) {
      edges(g, area, left + (c - 1) * gap + size, left + c * gap, c);
    }
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      double x = left + c * gap;
      Text.centred(g, column.title(), Style.bold(12), x + size / 2, area.getY() + 12);
      for (int u = 0; u < column.pictures().size(); u++) {
        double y = middle(area, u, column.pictures().size()) - size / 2;
        picture(g, column.pictures().get(u), side, x, y, size);
        if (u < column.names().size()) {
          double width = Text.width(g, column.names().get(u), Style.plain(11));
          Text.at(
              g,
              column.names().get(u),
              Style.plain(11),
              Style.FAINT_INK,
              x - width - 6,
              y + size / 2 + 4);
        }
      }
    }
    double x = area.getMaxX() - end - 8;
    double y = area.getY() + TOP + (area.getHeight() - TOP - end) / 2;
    paint(g, large.colours(), large.side(), x, y, end);
    for (int p = 0; p < large.xs().length; p++) {
      double px = x + large.xs()[p] * end;
      double py = y + end - large.ys()[p] * end;
      Stamp.draw(g, Style.withAlpha(Style.PAPER, 180), px, py);
      Stamp.draw(g, Style.withAlpha(large.dots()[p], 210), px, py);
    }
  }

  private static double middle(Rectangle2D area, int unit, int units) {
    double room = area.getHeight() - TOP;
    return area.getY() + TOP + room * (unit + 0.5) / units;
  }

  private void edges(Graphics2D g, Rectangle2D area, double from, double to, int c) {
    Column column = columns.get(c);
    int inputs = columns.get(c - 1).pictures().size();
    double most = 1e-12;
    for (float w : column.weights()) {
      most = Float.isFinite(w) ? Math.max(most, Math.abs(w)) : most;
    }
    for (int u = 0; u < column.pictures().size(); u++) {
      for (int i = 0; i < inputs; i++) {
        float w = column.weights()[u * inputs + i];
        double share = Math.abs(w) / most;
        if (share < 0.01) {
          continue;
        }
        Color colour = Float.isFinite(w) ? (w > 0 ? Style.UP : Style.DOWN) : Style.UNKNOWN;
        g.setColor(Style.withAlpha(colour, (int) (40 + 180 * Math.min(1, share))));
        g.setStroke(Style.line((float) Math.max(0.6, 7 * Math.min(1, share))));
        double y0 = middle(area, i, inputs);
        double y1 = middle(area, u, column.pictures().size());
        double half = (from + to) / 2;
        g.draw(new CubicCurve2D.Double(from, y0, half, y0, half, y1, to, y1));
      }
    }
  }

  /** Red above 0, blue below, white at 0; the strongest colour is the greatest size. */
  private static void picture(
      Graphics2D g, float[] values, int side, double x, double y, double size) {
    double most = 1e-12;
    for (float v : values) {
      most = Float.isFinite(v) ? Math.max(most, Math.abs(v)) : most;
    }
    int[] colours = new int[values.length];
    for (int p = 0; p < values.length; p++) {
      colours[p] = Diverging.at(values[p] / most).getRGB();
    }
    paint(g, colours, side, x, y, size);
  }

  private static void paint(
      Graphics2D g, int[] colours, int side, double x, double y, double size) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, side, side, colours, 0, side);
    g.drawImage(image, (int) x, (int) y, (int) size, (int) size, null);
    g.setColor(Style.AXIS);
    g.setStroke(Style.line(1));
    g.draw(new Rectangle2D.Double((int) x, (int) y, (int) size, (int) size));
  }
}
