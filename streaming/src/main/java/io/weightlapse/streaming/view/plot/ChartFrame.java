// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleInsets;

/** What every chart has in common: title, margins that do not depend on the numbers, grid. */
final class ChartFrame {
  private static final double LEFT = 58;
  private static final double BOTTOM = 42;
  private static final double TITLE = 26;

  private ChartFrame() {}

  static XYPlot plot(Axis2 x, Axis2 y) {
    NumberAxis domain = x.chartAxis();
    NumberAxis range = y.chartAxis();
    XYPlot plot = new XYPlot(null, domain, range, null);
    AxisSpace left = new AxisSpace();
    left.setLeft(LEFT);
    plot.setFixedRangeAxisSpace(left);
    AxisSpace bottom = new AxisSpace();
    bottom.setBottom(BOTTOM);
    plot.setFixedDomainAxisSpace(bottom);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setBackgroundPaint(Style.PAPER);
    plot.setOutlinePaint(Style.AXIS);
    plot.setDomainGridlinePaint(Style.GRID);
    plot.setRangeGridlinePaint(Style.GRID);
    plot.setDomainGridlineStroke(Style.line(1));
    plot.setRangeGridlineStroke(Style.line(1));
    plot.setRangeGridlinesVisible(y.ticks() == Axis2.Ticks.SHOWN);
    return plot;
  }

  static void draw(Graphics2D g, Rectangle2D area, String title, XYPlot plot) {
    double right = 14;
    Text.centred(
        g,
        title,
        Style.bold(13),
        area.getX() + LEFT + (area.getWidth() - LEFT - right) / 2,
        area.getY() + TITLE - 9);
    plot.draw(
        g,
        new Rectangle2D.Double(
            area.getX(),
            area.getY() + TITLE,
            area.getWidth() - right,
            area.getHeight() - TITLE - 4),
        null,
        null,
        null);
  }
}
