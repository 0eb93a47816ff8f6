// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/** A histogram from -limit to limit, its counts on a logarithmic axis: red above 0, blue below. */
public final class BarsPanel implements Panel {
  private static final double FOOT = -0.3; // of scaled counts: a count of 1 is seen

  private final FieldPanel.Titles titles;
  private final double limit;
  private final int[] counts;

  /** A panel of counts in equal bins. */
  public BarsPanel(FieldPanel.Titles titles, double limit, int[] counts) {
    this.titles = titles;
    this.limit = limit;
    this.counts = counts.clone();
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    ValueScale scale = ValueScale.of(ValueScale.Kind.LOG);
    int most = 1;
    for (int c : counts) {
      most = Math.max(most, c);
    }
    NiceRange x = NiceRange.fixed(-limit, limit, 4);
    NiceRange y = NiceRange.fixed(FOOT, Math.max(1, 1.05 * scale.forward(most)), 4);
    PlotBox box = new PlotBox(area, x, y, scale, 18);
    box.grid(g);
    int n = counts.length;
    for (int b = 0; b < n; b++) {
      if (counts[b] > 0) {
        double left = box.px(-limit + 2 * limit * b / n);
        double right = box.px(-limit + 2 * limit * (b + 1) / n);
        double top = box.py(scale.forward(counts[b]));
        g.setColor(Style.withAlpha(b < n / 2 ? Style.DOWN : Style.UP, 190));
        g.fill(
            new Rectangle2D.Double(
                left, top, Math.max(1, right - left - 0.6), box.inside().getMaxY() - top));
      }
    }
    box.frame(g, titles.title(), titles.x(), titles.y(), titles.locale());
  }
}
