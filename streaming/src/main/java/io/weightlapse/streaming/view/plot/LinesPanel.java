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

/** Several values over one axis: the first drawn strong, the others thin behind it. */
public final class LinesPanel implements Panel {
  /**
   * One of them.
   *
   * @param name what it is over
   * @param values one for each place; NaN is a gap
   */
  public record Series(String name, double[] values) {}

  private final FieldPanel.Titles titles;
  private final double[] xs;
  private final List<Series> series;
  private final ValueScale scale;
  private final double lowest;
  private final double high;

  /**
   * A panel.
   *
   * @param high what lies above is cut off
   */
  public LinesPanel(
      FieldPanel.Titles titles, double[] xs, List<Series> series, ValueScale scale, double high) {
    this(titles, xs, series, scale, Double.POSITIVE_INFINITY, high);
  }

  /**
   * A panel whose axis does not depend on its lines alone.
   *
   * @param lowest the axis begins there or below; positive infinity where the lines begin
   * @param high what lies above is cut off; where {@code lowest} is finite the axis ends there
   */
  public LinesPanel(
      FieldPanel.Titles titles,
      double[] xs,
      List<Series> series,
      ValueScale scale,
      double lowest,
      double high) {
    this.titles = titles;
    this.xs = xs;
    this.series = List.copyOf(series);
    this.scale = scale;
    this.lowest = lowest;
    this.high = high;
  }

  /** The colour of a series. */
  public static Color colour(int index) {
    return index == 0 ? Style.CURVE : Style.ofClass(index % 8 == 0 ? 8 : index % 8);
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    double low = Double.POSITIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    for (Series s : series) {
      for (double v : s.values()) {
        double h = scale.forward(Math.min(v, high));
        if (NiceRange.drawable(v) && NiceRange.drawable(h)) {
          low = Math.min(low, h);
          top = Math.max(top, h);
        }
      }
    }
    if (Double.isFinite(lowest)) {
      low = Math.min(low, scale.forward(lowest));
      top = Math.max(top, scale.forward(high));
    }
    if (!(low <= top)) {
      low = 0;
      top = 1;
    }
    NiceRange y = NiceRange.snug(low, top, 6);
    NiceRange x = NiceRange.fixed(xs[0], xs[xs.length - 1], 8);
    PlotBox box = new PlotBox(area, x, y, scale, 18);
    box.grid(g);
    Shape clip = g.getClip();
    g.clip(box.inside());
    for (int s = series.size() - 1; s >= 0; s--) {
      g.setColor(s == 0 ? colour(0) : Style.withAlpha(colour(s), 150));
      g.setStroke(Style.line(s == 0 ? 2.6f : 1.2f));
      double[] values = series.get(s).values();
      for (int i = 0; i + 1 < xs.length; i++) {
        double from = scale.forward(values[i]);
        double to = scale.forward(values[i + 1]);
        if (NiceRange.drawable(from) && NiceRange.drawable(to)) {
          g.draw(new Line2D.Double(box.px(xs[i]), box.py(from), box.px(xs[i + 1]), box.py(to)));
        }
      }
    }
    g.setClip(clip);
    box.frame(g, titles.title(), titles.x(), titles.y(), titles.locale());
  }

  /** The numbers' language. */
  public Locale locale() {
    return titles.locale();
  }
}
