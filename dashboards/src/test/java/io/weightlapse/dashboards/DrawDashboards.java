// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.HeatMap;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.PathChart;
import io.weightlapse.dashboards.model.Scale;
import io.weightlapse.dashboards.model.Source;
import io.weightlapse.dashboards.model.Target;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.File;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.LookupPaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.DefaultXYZDataset;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * Draws each dashboard that PostgreSQL feeds from the very rows that its queries give, to look at:
 * {@code DrawDashboards FOLDER}. Grafana draws more finely; the places and the data are the same.
 */
final class DrawDashboards {
  private static final int COLUMN = 50;
  private static final int ROW = 27;
  private static final int HEAD = 34;
  private static final Color[] LINES = {
    new Color(0x3274d9), new Color(0xe0752d), new Color(0x37872d), new Color(0x8f3bb8),
    new Color(0xc4162a), new Color(0x00868b), new Color(0x8a6d3b), new Color(0x555555)
  };

  private final Database database;
  private final Interpolation chosen;

  private DrawDashboards(Database database, Interpolation chosen) {
    this.database = database;
    this.chosen = chosen;
  }

  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    try (Database database = Database.start()) {
      Interpolation chosen = RealRuns.fill(database);
      DrawDashboards drawing = new DrawDashboards(database, chosen);
      for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
        if (!d.uid().equals(Dashboards.PIPELINE)) {
          ImageIO.write(drawing.page(d), "png", new File(args[0], d.uid() + ".png"));
        }
      }
    }
  }

  private BufferedImage page(Dashboard d) throws SQLException {
    Map<Panel, Rectangle2D> places = new LinkedHashMap<>();
    int x = 0;
    int y = 0;
    int high = 0;
    for (Panel p : d.panels()) {
      if (x + p.width() > Panel.COLUMNS) {
        x = 0;
        y += high;
        high = 0;
      }
      places.put(p, new Rectangle2D.Double(x * COLUMN, y * ROW + HEAD, p.width() * COLUMN, p.height() * ROW));
      x += p.width();
      high = Math.max(high, p.height());
    }
    BufferedImage image =
        new BufferedImage(Panel.COLUMNS * COLUMN, (y + high) * ROW + HEAD, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setColor(new Color(0xf0f1f3));
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.setColor(Color.BLACK);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    g.drawString(d.title(), 10, 24);
    for (Map.Entry<Panel, Rectangle2D> e : places.entrySet()) {
      Rectangle2D r = e.getValue();
      draw(g, e.getKey(), new Rectangle2D.Double(r.getX() + 3, r.getY() + 3, r.getWidth() - 6, r.getHeight() - 6));
    }
    g.dispose();
    return image;
  }

  private void draw(Graphics2D g, Panel panel, Rectangle2D at) throws SQLException {
    g.setColor(Color.WHITE);
    g.fill(at);
    String title = chosen.of(panel.title());
    Frame frame = null;
    for (Target t : panel.targets()) {
      if (t.source() == Source.POSTGRES) {
        frame = database.query(chosen.of(t.query())).transformed(panel.transformations());
      }
    }
    if (frame == null || frame.rows() == 0) {
      text(g, title, List.of(frame == null ? "pictures of the gallery" : "no data"), at);
    } else if (panel.visual() instanceof Lines lines) {
      chart(g, lines(title, frame, lines), at);
    } else if (panel.visual() instanceof HeatMap) {
      chart(g, cells(title, frame), at);
    } else if (panel.visual() instanceof PathChart path) {
      XYSeries series = new XYSeries(path.y(), false);
      for (int i = 0; i < frame.rows(); i++) {
        series.add(frame.numbers(path.x()).get(i), frame.numbers(path.y()).get(i));
      }
      chart(g, plot(title, path.x(), new XYSeriesCollection(series), Scale.LINEAR, true), at);
    } else {
      text(g, title, table(frame), at);
    }
  }

  private static void chart(Graphics2D g, JFreeChart chart, Rectangle2D at) {
    chart.getTitle().setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
    chart.draw(g, at);
  }

  private static JFreeChart lines(String title, Frame frame, Lines lines) {
    Map<String, XYSeries> series = new LinkedHashMap<>();
    for (int i = 0; i < frame.rows(); i++) {
      if (lines.x().isEmpty()) {
        double x = ((Timestamp) frame.values("time").get(i)).getTime() / 1000.0;
        add(series, (String) frame.values("metric").get(i), x, frame.numbers("value").get(i), lines);
      } else {
        for (String n : frame.names()) {
          Double value = frame.numbers(n).get(i);
          if (!n.equals(lines.x()) && value != null) {
            add(series, n, frame.numbers(lines.x()).get(i), value, lines);
          }
        }
      }
    }
    XYSeriesCollection all = new XYSeriesCollection();
    series.values().forEach(all::addSeries);
    return plot(title, lines.x().isEmpty() ? "seconds" : "step", all, lines.scale(), false);
  }

  private static void add(Map<String, XYSeries> all, String name, double x, double y, Lines lines) {
    if (Double.isFinite(y) && (lines.scale() == Scale.LINEAR || y > 0)) {
      all.computeIfAbsent(name, n -> new XYSeries(n, false)).add(x, y);
    }
  }

  private static JFreeChart plot(
      String title, String x, XYSeriesCollection data, Scale scale, boolean points) {
    JFreeChart chart = ChartFactory.createXYLineChart(title, x, null, data);
    XYPlot plot = chart.getXYPlot();
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
    ((NumberAxis) plot.getDomainAxis()).setAutoRangeIncludesZero(false);
    if (scale == Scale.LOG) {
      LogarithmicAxis axis = new LogarithmicAxis("");
      axis.setAllowNegativesFlag(true);
      plot.setRangeAxis(axis);
    } else {
      ((NumberAxis) plot.getRangeAxis()).setAutoRangeIncludesZero(false);
    }
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, points);
    for (int i = 0; i < data.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, LINES[i % LINES.length]);
      renderer.setSeriesStroke(i, new BasicStroke(1.2f));
    }
    plot.setRenderer(renderer);
    chart.getLegend().setItemFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    return chart;
  }

  private static JFreeChart cells(String title, Frame frame) {
    List<Double> xs = frame.numbers(frame.names().get(0));
    List<String> buckets = frame.names().subList(1, frame.names().size());
    double[][] xyz = new double[3][xs.size() * buckets.size()];
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int k = 0;
    for (String b : buckets) {
      for (int i = 0; i < xs.size(); i++) {
        double value = frame.numbers(b).get(i);
        xyz[0][k] = xs.get(i);
        xyz[1][k] = Double.parseDouble(b);
        xyz[2][k++] = value;
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    DefaultXYZDataset data = new DefaultXYZDataset();
    data.addSeries("cells", xyz);
    LookupPaintScale colours = new LookupPaintScale(low, Math.max(high, low + 1e-9), Color.WHITE);
    for (int i = 0; i < 64; i++) {
      colours.add(low + (high - low) * i / 64, Color.getHSBColor(0.7f - 0.7f * i / 63, 0.85f, 0.35f + 0.6f * i / 63));
    }
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setBlockWidth(xs.size() < 2 ? 1 : (xs.get(xs.size() - 1) - xs.get(0)) / (xs.size() - 1));
    renderer.setBlockHeight(
        (Double.parseDouble(buckets.get(buckets.size() - 1)) - Double.parseDouble(buckets.get(0)))
            / (buckets.size() - 1));
    renderer.setPaintScale(colours);
    NumberAxis x = new NumberAxis(frame.names().get(0).replaceFirst("\\\\.*", ""));
    x.setAutoRangeIncludesZero(false);
    NumberAxis y = new NumberAxis();
    y.setAutoRangeIncludesZero(false);
    return new JFreeChart(title, null, new XYPlot(data, x, y, renderer), false);
  }

  private static List<String> table(Frame frame) {
    StringBuilder head = new StringBuilder();
    List<String> lines = new java.util.ArrayList<>();
    frame.names().forEach(n -> head.append(cell(n)));
    lines.add(head.toString());
    for (int i = 0; i < Math.min(frame.rows(), 12); i++) {
      StringBuilder line = new StringBuilder();
      for (String n : frame.names()) {
        Object value = frame.values(n).get(i);
        line.append(cell(value instanceof Double d ? String.format(Locale.ROOT, "%.4g", d) : String.valueOf(value)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static String cell(String text) {
    return String.format(Locale.ROOT, "%-13.12s", text);
  }

  private static void text(Graphics2D g, String title, List<String> lines, Rectangle2D at) {
    g.setColor(Color.BLACK);
    g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
    g.drawString(title, (int) at.getX() + 8, (int) at.getY() + 16);
    g.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 10));
    g.setClip(at);
    for (int i = 0; i < lines.size(); i++) {
      g.drawString(lines.get(i), (int) at.getX() + 8, (int) at.getY() + 34 + 13 * i);
    }
    g.setClip(null);
  }
}
