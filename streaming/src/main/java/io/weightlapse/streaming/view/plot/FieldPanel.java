// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;

/** A field from above: as colours, or as contour lines over pale colours. Gaps are hatched. */
public final class FieldPanel implements Panel {
  /** How a field is drawn. */
  public enum Look {
    /** A cell of colour around each point. */
    HEAT,
    /** Lines of equal value. */
    CONTOUR
  }

  /** Titles of the picture, its axes and its bar. */
  public record Titles(String title, String x, String y, String value, Locale locale) {}

  private final Look look;
  private final Titles titles;
  private final Field field;
  private final List<double[][]> paths;
  private final List<double[][]> lines;

  /**
   * A panel.
   *
   * @param paths ways over it, each a list of x and y, their ends marked
   * @param lines the same without marks
   */
  public FieldPanel(
      Look look, Titles titles, Field field, List<double[][]> paths, List<double[][]> lines) {
    this.look = look;
    this.titles = titles;
    this.field = field;
    this.paths = List.copyOf(paths);
    this.lines = List.copyOf(lines);
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    double[] xs = edges(field.xs());
    double[] ys = edges(field.ys());
    boolean heat = look == Look.HEAT;
    NiceRange x = range(heat ? xs : field.xs());
    NiceRange y = range(heat ? ys : field.ys());
    PlotBox box = PlotBox.withBar(area, x, y);
    box.hatch(g);
    if (heat) {
      cells(g, box, xs, ys);
    } else {
      smooth(g, box);
      contours(g, box);
    }
    lines.forEach(line -> box.line(g, line));
    paths.forEach(path -> box.path(g, path));
    box.frame(g, titles.title(), titles.x(), titles.y(), titles.locale());
    box.bar(g, field, titles.value(), titles.locale());
  }

  private static NiceRange range(double[] places) {
    return NiceRange.fixed(places[0], places[places.length - 1], 6);
  }

  /** Half way between places, and as far beyond the first and last. */
  private static double[] edges(double[] places) {
    int n = places.length;
    double[] edges = new double[n + 1];
    for (int i = 1; i < n; i++) {
      edges[i] = (places[i - 1] + places[i]) / 2;
    }
    edges[0] = places[0] - (edges[1] - places[0]);
    edges[n] = places[n - 1] + (places[n - 1] - edges[n - 1]);
    return edges;
  }

  private void cells(Graphics2D g, PlotBox box, double[] xs, double[] ys) {
    for (int i = 0; i < field.xs().length; i++) {
      int left = (int) Math.round(box.px(xs[i]));
      int right = (int) Math.round(box.px(xs[i + 1]));
      for (int j = 0; j < field.ys().length; j++) {
        double height = field.height(i, j);
        if (!Double.isNaN(height)) {
          int top = (int) Math.round(box.py(ys[j + 1]));
          int bottom = (int) Math.round(box.py(ys[j]));
          g.setColor(Ramp.at(field.share(height)));
          g.fillRect(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
        }
      }
    }
  }

  /** Bilinear colours, pale, pixel by pixel. */
  private void smooth(Graphics2D g, PlotBox box) {
    Rectangle2D in = box.inside();
    int width = (int) Math.round(in.getWidth());
    int high = (int) Math.round(in.getHeight());
    java.awt.image.BufferedImage image =
        new java.awt.image.BufferedImage(width, high, java.awt.image.BufferedImage.TYPE_INT_ARGB);
    for (int px = 0; px < width; px++) {
      double x = field.xs()[0] + (px + 0.5) / width * extent(field.xs());
      for (int py = 0; py < high; py++) {
        double y = field.ys()[0] + (high - py - 0.5) / high * extent(field.ys());
        double height = bilinear(x, y);
        if (!Double.isNaN(height)) {
          Color c = Style.between(Ramp.at(field.share(height)), Color.WHITE, 0.35);
          image.setRGB(px, py, c.getRGB());
        }
      }
    }
    g.drawImage(image, (int) Math.round(in.getX()), (int) Math.round(in.getY()), null);
  }

  private static double extent(double[] places) {
    return places[places.length - 1] - places[0];
  }

  private double bilinear(double x, double y) {
    double s = (x - field.xs()[0]) / extent(field.xs()) * (field.xs().length - 1);
    double t = (y - field.ys()[0]) / extent(field.ys()) * (field.ys().length - 1);
    int i = Math.max(0, Math.min(field.xs().length - 2, (int) s));
    int j = Math.max(0, Math.min(field.ys().length - 2, (int) t));
    s -= i;
    t -= j;
    return (1 - s) * (1 - t) * field.height(i, j)
        + s * (1 - t) * field.height(i + 1, j)
        + (1 - s) * t * field.height(i, j + 1)
        + s * t * field.height(i + 1, j + 1);
  }

  private void contours(Graphics2D g, PlotBox box) {
    Shape clip = g.getClip();
    g.clip(box.inside());
    double from = field.scale().forward(field.low());
    double to = field.scale().forward(field.high());
    int levels = 16;
    for (int k = 1; k < levels; k++) {
      double level = from + (to - from) * k / levels;
      g.setColor(Style.between(Ramp.at((double) k / levels), Color.BLACK, 0.35));
      g.setStroke(Style.line(k % 4 == 0 ? 1.5f : 0.9f));
      for (Line2D line : Contours.lines(field, level)) {
        g.draw(
            new Line2D.Double(
                box.px(line.getX1()),
                box.py(line.getY1()),
                box.px(line.getX2()),
                box.py(line.getY2())));
      }
    }
    g.setClip(clip);
  }
}
