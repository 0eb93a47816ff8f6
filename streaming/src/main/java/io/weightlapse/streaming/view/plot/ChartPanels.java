// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.AbstractXYItemRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYDataset;
import org.jfree.data.xy.XYDataset;

/** The two-dimensional charts: scatters of labelled points, and curves. */
public final class ChartPanels {
  private ChartPanels() {}

  /**
   * Points coloured by class.
   *
   * @param labels class of each point; negative ones are grey
   */
  public static Panel scatter(
      String title, Axis2 x, Axis2 y, float[] xs, float[] ys, int[] labels) {
    return scatter(title, x, y, xs, ys, labels, Double.NaN);
  }

  /**
   * Points coloured by class, with a dashed line across.
   *
   * @param threshold where on the x axis; NaN for no line
   */
  public static Panel scatter(
      String title, Axis2 x, Axis2 y, float[] xs, float[] ys, int[] labels, double threshold) {
    return (g, area) -> {
      XYItemRenderer dots = new Dots(labels);
      XYPlot plot = ChartFrame.plot(x, y);
      plot.setDataset(one(doubles(xs), doubles(ys)));
      plot.setRenderer(dots);
      if (threshold > x.range().min() && threshold < x.range().max()) {
        plot.addDomainMarker(new ValueMarker(threshold, Style.FAINT_INK, Style.dashed(1.2f)));
      }
      ChartFrame.draw(g, area, title, plot);
    };
  }

  /** A red line through points; NaN is a gap, marked by a grey cross at the upper edge. */
  public static Panel curve(String title, Axis2 x, Axis2 y, double[] xs, double[] ys) {
    return (g, area) -> {
      XYPlot plot = ChartFrame.plot(x, y);
      XYLineAndShapeRenderer line = new XYLineAndShapeRenderer(true, true);
      line.setSeriesPaint(0, Style.CURVE);
      line.setSeriesStroke(0, Style.line(2f));
      line.setSeriesShape(0, dot(4.4));
      plot.setDataset(0, one(xs, gaps(ys)));
      plot.setRenderer(0, line);
      plot.setDataset(1, one(xs, missing(ys, y.range())));
      plot.setRenderer(1, crosses());
      plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
      ChartFrame.draw(g, area, title, plot);
    };
  }

  private static XYLineAndShapeRenderer crosses() {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    Path2D cross = new Path2D.Double();
    cross.append(new Line2D.Double(-3, -3, 3, 3), false);
    cross.append(new Line2D.Double(-3, 3, 3, -3), false);
    renderer.setSeriesShape(0, cross);
    renderer.setSeriesShapesFilled(0, false);
    renderer.setSeriesPaint(0, Style.UNKNOWN);
    renderer.setSeriesOutlineStroke(0, Style.line(1.4f));
    return renderer;
  }

  private static double[] gaps(double[] values) {
    double[] out = values.clone();
    for (int i = 0; i < out.length; i++) {
      out[i] = NiceRange.drawable(out[i]) ? out[i] : Double.NaN;
    }
    return out;
  }

  private static double[] missing(double[] values, NiceRange range) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] =
          NiceRange.drawable(values[i])
              ? Double.NaN
              : range.max() - 0.04 * (range.max() - range.min());
    }
    return out;
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = NiceRange.drawable(values[i]) ? values[i] : Double.NaN;
    }
    return out;
  }

  private static DefaultXYDataset one(double[] xs, double[] ys) {
    DefaultXYDataset data = new DefaultXYDataset();
    data.addSeries("", new double[][] {xs, ys});
    return data;
  }

  private static Shape dot(double size) {
    return new Ellipse2D.Double(-size / 2, -size / 2, size, size);
  }

  /** One series whose points take the colours of their classes, drawn in the order of the rows. */
  private static final class Dots extends AbstractXYItemRenderer {
    private final int[] labels;

    Dots(int[] labels) {
      this.labels = labels;
    }

    @Override
    public void drawItem(
        Graphics2D g,
        XYItemRendererState state,
        Rectangle2D area,
        PlotRenderingInfo info,
        XYPlot plot,
        ValueAxis domain,
        ValueAxis range,
        XYDataset data,
        int series,
        int item,
        CrosshairState crosshair,
        int pass) {
      double x = data.getXValue(series, item);
      double y = data.getYValue(series, item);
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        Stamp.draw(
            g,
            Style.pointOfClass(labels[item]),
            domain.valueToJava2D(x, area, plot.getDomainAxisEdge()),
            range.valueToJava2D(y, area, plot.getRangeAxisEdge()));
      }
    }
  }
}
