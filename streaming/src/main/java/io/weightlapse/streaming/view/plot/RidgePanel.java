// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * Histograms over steps: a heat map with a column for each, or ridges, each drawn over those before
 * it. Densities are compared across histograms whose limits differ: a bin's colour is the root of
 * its share of the values, for its width.
 */
public final class RidgePanel implements Panel {
  /** How histograms are drawn. */
  public enum Look {
    /** As colours. */
    HEAT,
    /** As lines. */
    RIDGE
  }

  /**
   * A histogram.
   *
   * @param step when
   * @param limit it reaches from -limit to limit
   * @param counts of equal bins
   */
  public record Slice(long step, double limit, int[] counts) {
    /** Values of a bin per value and width; 0 of nothing. */
    double density(int bin) {
      long total = 0;
      for (int c : counts) {
        total += c;
      }
      return total == 0 ? 0 : (double) counts[bin] / total * counts.length / (2 * limit);
    }
  }

  private static final int MOST_RIDGES = 24;

  private final FieldPanel.Titles titles;
  private final NiceRange steps;
  private final List<Slice> slices;
  private final Look look;

  /** A panel of histograms at rising steps. */
  public RidgePanel(FieldPanel.Titles titles, NiceRange steps, List<Slice> slices, Look look) {
    this.titles = titles;
    this.steps = steps;
    this.slices = List.copyOf(slices);
    this.look = look;
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    double limit = slices.stream().mapToDouble(Slice::limit).max().orElse(1);
    boolean heat = look == Look.HEAT;
    NiceRange values = NiceRange.fixed(-limit, limit, 4);
    NiceRange x = heat ? steps : values;
    NiceRange y = heat ? values : steps;
    PlotBox box = new PlotBox(area, x, y, ValueScale.of(ValueScale.Kind.LINEAR), 18);
    box.grid(g);
    Shape clip = g.getClip();
    g.clip(box.inside());
    if (heat) {
      heat(g, box);
    } else {
      ridges(g, box);
    }
    g.setClip(clip);
    String along = heat ? titles.x() : "";
    box.frame(g, titles.title(), along, heat ? titles.y() : titles.x(), titles.locale());
  }

  private void heat(Graphics2D g, PlotBox box) {
    int drawn = Integer.MIN_VALUE;
    for (int s = 0; s < slices.size(); s++) {
      Slice slice = slices.get(s);
      double from = s == 0 ? steps.min() : (slices.get(s - 1).step() + slice.step()) / 2.0;
      double to =
          s + 1 == slices.size()
              ? slice.step() + (slice.step() - from)
              : (slice.step() + slices.get(s + 1).step()) / 2.0;
      int left = (int) Math.round(box.px(from));
      int right = Math.max(left + 1, (int) Math.round(box.px(to)));
      if (right <= drawn) {
        continue; // on the column before
      }
      drawn = right;
      double most = 0;
      for (int b = 0; b < slice.counts().length; b++) {
        most = Math.max(most, slice.density(b));
      }
      for (int b = 0; b < slice.counts().length; b++) {
        if (slice.counts()[b] > 0) {
          double low = -slice.limit() + 2 * slice.limit() * b / slice.counts().length;
          double high = low + 2 * slice.limit() / slice.counts().length;
          int top = (int) Math.round(box.py(high));
          int bottom = Math.max(top + 1, (int) Math.round(box.py(low)));
          g.setColor(Ramp.at(Math.sqrt(slice.density(b) / most)));
          g.fillRect(left, top, right - left, bottom - top);
        }
      }
    }
  }

  private void ridges(Graphics2D g, PlotBox box) {
    int every = Math.max(1, (slices.size() + MOST_RIDGES - 1) / MOST_RIDGES);
    double most = 0;
    for (Slice slice : slices) {
      for (int b = 0; b < slice.counts().length; b++) {
        most = Math.max(most, slice.density(b));
      }
    }
    double reach = box.inside().getHeight() / 4;
    for (int s = slices.size() - 1; s >= 0; s--) { // the latest lie farthest up, behind
      if ((slices.size() - 1 - s) % every != 0) {
        continue;
      }
      Slice slice = slices.get(s);
      double base = box.py((double) slice.step());
      int n = slice.counts().length;
      Path2D ridge = new Path2D.Double();
      ridge.moveTo(box.px(-slice.limit()), base);
      for (int b = 0; b < n; b++) {
        double at = -slice.limit() + 2 * slice.limit() * (b + 0.5) / n;
        double high = most == 0 ? 0 : reach * Math.sqrt(slice.density(b) / most);
        ridge.lineTo(box.px(at), base - high);
      }
      ridge.lineTo(box.px(slice.limit()), base);
      Color colour = Ramp.at(slices.size() == 1 ? 0.5 : (double) s / (slices.size() - 1));
      g.setColor(Style.withAlpha(Style.between(colour, Color.WHITE, 0.5), 215));
      g.fill(ridge);
      g.setColor(Style.between(colour, Color.BLACK, 0.2));
      g.setStroke(Style.line(1.2f));
      g.draw(ridge);
    }
  }
}
