// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.function.Expression;
import io.weightlapse.core.landscape.function.FunctionSurface;
import io.weightlapse.streaming.view.plot.Axes3;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Field;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.LinesPanel;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Panel;
import io.weightlapse.streaming.view.plot.Scene;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.Surface3;
import io.weightlapse.streaming.view.plot.Trail3;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Draws a surface: a line as curves, everything else from above or in space. */
public final class SheetPicture {
  private static final int HEAD = 64;
  private static final int CUT_POINTS = 200;

  /** How a surface is drawn. */
  public enum Look {
    /** Contour lines. */
    CONTOUR,
    /** Colours. */
    HEAT,
    /** In space. */
    SURFACE
  }

  /** Whether the trajectory is drawn over it. */
  public enum Overlay {
    /** It is, where it is known. */
    TRAJECTORY,
    /** It is not. */
    NONE
  }

  /**
   * What to draw and how.
   *
   * @param look from above or in space
   * @param value loss or accuracy
   * @param scale of the values
   * @param quantile values above this quantile are drawn as it; 1 for none
   * @param overlay whether the trajectory is drawn
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  public record Options(
      Look look,
      Sheet.Value value,
      ValueScale scale,
      double quantile,
      Overlay overlay,
      int width,
      int height) {}

  /**
   * The least and the greatest value that colours and heights tell apart.
   *
   * @param low below the greatest
   * @param high above the least
   */
  public record Bounds(double low, double high) {}

  private final Sheet sheet;
  private final Options options;
  private final Optional<Bounds> bounds;

  /** A picture of a surface. */
  public SheetPicture(Sheet sheet, Options options) {
    this(sheet, options, Optional.empty());
  }

  /** A picture of one of several surfaces, which have the same bounds. */
  public SheetPicture(Sheet sheet, Options options, Optional<Bounds> bounds) {
    this.sheet = sheet;
    this.options = options;
    this.bounds = bounds;
  }

  /** Draws it. */
  public BufferedImage draw() {
    boolean line = sheet.slice().kind() == SliceKind.LINE;
    Panel panel = line ? lines() : options.look() == Look.SURFACE ? scene() : flat();
    Canvas canvas = new Canvas(options.width(), options.height());
    Rectangle2D area =
        new Rectangle2D.Double(10, HEAD, options.width() - 20.0, options.height() - HEAD - 8.0);
    return canvas.draw(
        new Canvas.Head(title(), facts(), legend(line)), List.of(new Canvas.Placed(panel, area)));
  }

  private String title() {
    String what =
        sheet
            .info()
            .map(i -> i.recipe().function())
            .filter(f -> !f.isEmpty())
            .map(f -> "z = " + f)
            .orElse(sheet.slice().id());
    return sheet.slice().kind() == SliceKind.FUNCTION
        ? what
        : sheet.run() + ": " + what + ", step " + String.format(Locale.ROOT, "%,d", sheet.step());
  }

  private String facts() {
    List<String> facts = new ArrayList<>();
    sheet.info().filter(i -> i.recipe().dimensions() > 0).ifPresent(i -> describe(i, facts));
    int pending = sheet.count(PointState.PENDING);
    int gaps = sheet.count(PointState.NAN) + sheet.count(PointState.INF);
    if (pending > 0) {
      facts.add(pending + (pending == 1 ? " point" : " points") + " pending");
    }
    if (gaps > 0 && options.value() == Sheet.Value.LOSS) {
      facts.add(gaps + (gaps == 1 ? " point" : " points") + " not finite");
    }
    if (options.quantile() < 1) {
      facts.add("clamped at quantile " + options.quantile());
    }
    if (shown() && !sheet.path().isEmpty()) {
      double worst = sheet.path().stream().mapToDouble(PathPoint::residual).max().orElse(0);
      facts.add(String.format(Locale.ROOT, "path up to %.0f %% off the slice", 100 * worst));
    }
    return String.join("; ", facts);
  }

  private static void describe(SliceInfo info, List<String> facts) {
    facts.add(info.recipe().directions() + ", seed " + info.recipe().seed());
    facts.add(
        "over "
            + info.recipe().data()
            + (info.recipe().samples() > 0 ? ", " + info.recipe().samples() + " samples" : ""));
    SliceInfo.Facts first = info.facts().isEmpty() ? null : info.facts().firstEntry().getValue();
    if (first != null && Double.isFinite(first.cosine())) {
      facts.add(String.format(Locale.ROOT, "cosine %.3f", first.cosine()));
    }
  }

  private List<Canvas.Key> legend(boolean line) {
    List<Canvas.Key> keys = new ArrayList<>();
    if (line) {
      List<String> series = sheet.info().map(i -> i.recipe().series()).orElse(List.of());
      for (int s = 0; s < Math.min(series.size(), 7); s++) {
        keys.add(new Canvas.Key(LinesPanel.colour(s), series.get(s).replace(':', ' ')));
      }
    }
    return keys.size() > 1 ? keys : List.of();
  }

  private boolean shown() {
    return options.overlay() == Overlay.TRAJECTORY && sheet.slice().kind() == SliceKind.PLANE;
  }

  private FieldPanel.Titles titles() {
    String value = options.value() == Sheet.Value.LOSS ? "loss" : "accuracy";
    if (sheet.slice().kind() == SliceKind.FUNCTION) {
      return new FieldPanel.Titles("", "x", "y", "z", Locale.ROOT);
    }
    if (sheet.slice() instanceof NeuronSlice n) {
      return new FieldPanel.Titles(
          "",
          "offset of " + parameter(n.input0()),
          "offset of " + parameter(n.input1()),
          value,
          Locale.ROOT);
    }
    return new FieldPanel.Titles("", "alpha", "beta", value, Locale.ROOT);
  }

  private static String parameter(int input) {
    return input == NeuronSlice.BIAS ? "bias" : "weight " + input;
  }

  private Panel lines() {
    double[] xs = sheet.places(sheet.grid().alpha());
    double[] all = sheet.values(options.value());
    int cols = sheet.grid().beta().count();
    List<LinesPanel.Series> series = new ArrayList<>();
    for (int s = 0; s < cols; s++) {
      double[] values = new double[xs.length];
      for (int i = 0; i < xs.length; i++) {
        values[i] = all[i * cols + s];
      }
      String name = sheet.info().map(i -> i.recipe().series()).orElse(List.of("")).get(s);
      series.add(new LinesPanel.Series(name, values));
    }
    FieldPanel.Titles t = titles();
    double high =
        Field.of(new double[xs.length], new double[cols], all, options.scale(), options.quantile())
            .high();
    return new LinesPanel(
        new FieldPanel.Titles("", t.x(), t.value(), t.value(), Locale.ROOT),
        xs,
        series,
        options.scale(),
        bounds.map(Bounds::low).orElse(Double.POSITIVE_INFINITY),
        bounds.map(Bounds::high).orElse(high));
  }

  private Field field() {
    Field own =
        Field.of(
            sheet.places(sheet.grid().alpha()),
            sheet.places(sheet.grid().beta()),
            sheet.values(options.value()),
            options.scale(),
            options.quantile());
    return bounds
        .map(b -> new Field(own.xs(), own.ys(), own.values(), own.scale(), b.low(), b.high()))
        .orElse(own);
  }

  private Panel flat() {
    List<double[][]> paths = new ArrayList<>();
    List<double[][]> lines = new ArrayList<>();
    if (shown()) {
      ways()
          .forEach(
              way ->
                  paths.add(
                      way.stream()
                          .map(p -> new double[] {p.alpha(), p.beta()})
                          .toArray(double[][]::new)));
    }
    cut()
        .ifPresent(
            c -> {
              double[][] way = new double[c.t().length][];
              java.util.Arrays.setAll(way, i -> new double[] {c.x()[i], c.y()[i]});
              lines.add(way);
            });
    FieldPanel.Look look =
        options.look() == Look.HEAT ? FieldPanel.Look.HEAT : FieldPanel.Look.CONTOUR;
    return new FieldPanel(look, titles(), field(), paths, lines);
  }

  /** The snapshots of each worker. */
  private List<List<PathPoint>> ways() {
    List<List<PathPoint>> ways = new ArrayList<>();
    int worker = Integer.MIN_VALUE;
    for (PathPoint p : sheet.path()) {
      if (p.worker() != worker) {
        ways.add(new ArrayList<>());
        worker = p.worker();
      }
      ways.get(ways.size() - 1).add(p);
    }
    return ways;
  }

  private Panel scene() {
    Field field = field();
    float[] heights = new float[field.values().length];
    int cols = field.ys().length;
    for (int p = 0; p < heights.length; p++) {
      heights[p] = (float) field.height(p / cols, p % cols);
    }
    NiceRange x = ends(sheet.grid().alpha());
    NiceRange y = ends(sheet.grid().beta());
    NiceRange z =
        NiceRange.snug(field.scale().forward(field.low()), field.scale().forward(field.high()), 5);
    List<Trail3> trails = new ArrayList<>();
    if (shown() && options.value() == Sheet.Value.LOSS) {
      ways().forEach(way -> trails.add(trail(way, field, x, y)));
    }
    cut().ifPresent(c -> trails.add(trail(c, field, x, y)));
    FieldPanel.Titles t = titles();
    String zTitle =
        switch (options.scale().kind()) {
          case LINEAR -> t.value();
          case LOG -> "log10 " + t.value();
          case SYMLOG -> "symlog " + t.value();
        };
    Axes3 axes =
        new Axes3(
            new Axes3.Axis(t.x(), x),
            new Axes3.Axis(t.y(), y),
            new Axes3.Axis(zTitle, z),
            Locale.ROOT);
    Surface3 surface =
        new Surface3(field.xs(), field.ys(), heights, Style.ofNeuron(0), Surface3.Paint.HEIGHT);
    return new Scene("", axes, List.of(surface), trails);
  }

  private static NiceRange ends(Axis axis) {
    return NiceRange.fixed(axis.from(), axis.to(), 5);
  }

  /** At its true loss, not on the surface: what lies off the slice is seen off the surface. */
  private static Trail3 trail(List<PathPoint> way, Field field, NiceRange x, NiceRange y) {
    double[][] points = new double[way.size()][];
    for (int i = 0; i < points.length; i++) {
      PathPoint p = way.get(i);
      points[i] = place(p.alpha(), p.beta(), p.loss(), field, x, y);
    }
    return new Trail3(points, Style.CURVE);
  }

  private static Trail3 trail(FunctionSurface.Cut cut, Field field, NiceRange x, NiceRange y) {
    int n = cut.t().length;
    double[][] points = new double[n + 1][];
    for (int i = 0; i < n; i++) {
      points[i] = place(cut.x()[i], cut.y()[i], cut.z()[i], field, x, y);
    }
    points[n] = new double[] {Double.NaN, Double.NaN, Double.NaN}; // its end is no place to mark
    return new Trail3(points, Style.CURVE);
  }

  private static double[] place(
      double a, double b, double value, Field field, NiceRange x, NiceRange y) {
    boolean inside = a >= x.min() && a <= x.max() && b >= y.min() && b <= y.max();
    double height = field.scale().forward(Math.max(field.low(), Math.min(field.high(), value)));
    return inside ? new double[] {a, b, height} : new double[] {Double.NaN, Double.NaN, Double.NaN};
  }

  /** Where a function is cut, from edge to edge of the grid. */
  private Optional<FunctionSurface.Cut> cut() {
    String text = sheet.info().map(i -> i.recipe().cut()).orElse("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.split(",");
    double[] v = new double[4];
    java.util.Arrays.setAll(v, i -> Double.parseDouble(parts[i]));
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    Axis[] axes = {sheet.grid().alpha(), sheet.grid().beta()};
    for (int d = 0; d < 2; d++) {
      if (v[2 + d] != 0) {
        double s = (axes[d].from() - v[d]) / v[2 + d];
        double t = (axes[d].to() - v[d]) / v[2 + d];
        low = Math.max(low, Math.min(s, t));
        high = Math.min(high, Math.max(s, t));
      }
    }
    if (!(low < high)) {
      return Optional.empty(); // beside the grid
    }
    Expression f = Expression.of(sheet.info().orElseThrow().recipe().function());
    return Optional.of(
        FunctionSurface.cut(f, v[0], v[1], v[2], v[3], new Axis(low, high, CUT_POINTS)));
  }
}
