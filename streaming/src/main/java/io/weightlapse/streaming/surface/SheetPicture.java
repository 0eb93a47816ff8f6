// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.SliceKind;
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
import io.weightlapse.streaming.view.plot.Texts;
import io.weightlapse.streaming.view.plot.Trail3;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws a surface: a line as curves, everything else from above or in space. */
public final class SheetPicture {
  private static final int HEAD = 64;

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
      int height) {
    /** Whether the trajectory is drawn over that surface. */
    boolean shows(Sheet sheet) {
      return overlay == Overlay.TRAJECTORY && sheet.slice().kind() == SliceKind.PLANE;
    }
  }

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
  private final SheetWords words;
  private final SheetWays ways;
  private final Texts texts;

  /** A picture of a surface. */
  public SheetPicture(Sheet sheet, Options options, Texts texts) {
    this(sheet, options, Optional.empty(), texts);
  }

  /** A picture of one of several surfaces, which have the same bounds. */
  public SheetPicture(Sheet sheet, Options options, Optional<Bounds> bounds, Texts texts) {
    this.sheet = sheet;
    this.options = options;
    this.bounds = bounds;
    this.words = new SheetWords(sheet, options, texts);
    this.ways = new SheetWays(sheet);
    this.texts = texts;
  }

  /** Draws it. */
  public BufferedImage draw() {
    boolean line = sheet.slice().kind() == SliceKind.LINE;
    Panel panel = line ? lines() : options.look() == Look.SURFACE ? scene() : flat();
    Canvas canvas = new Canvas(options.width(), options.height());
    Rectangle2D area =
        new Rectangle2D.Double(10, HEAD, options.width() - 20.0, options.height() - HEAD - 8.0);
    return canvas.draw(
        new Canvas.Head(words.title(), words.facts(), words.legend()),
        List.of(new Canvas.Placed(panel, area)));
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
    FieldPanel.Titles t = words.axes();
    double high =
        Field.of(new double[xs.length], new double[cols], all, options.scale(), options.quantile())
            .high();
    return new LinesPanel(
        new FieldPanel.Titles("", t.x(), t.value(), t.value(), texts.locale()),
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
    if (options.shows(sheet)) {
      ways.workers()
          .forEach(
              way ->
                  paths.add(
                      way.stream()
                          .map(p -> new double[] {p.alpha(), p.beta()})
                          .toArray(double[][]::new)));
    }
    ways.cut()
        .ifPresent(
            c -> {
              double[][] way = new double[c.t().length][];
              java.util.Arrays.setAll(way, i -> new double[] {c.x()[i], c.y()[i]});
              lines.add(way);
            });
    FieldPanel.Look look =
        options.look() == Look.HEAT ? FieldPanel.Look.HEAT : FieldPanel.Look.CONTOUR;
    return new FieldPanel(look, words.axes(), field(), paths, lines);
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
    if (options.shows(sheet) && options.value() == Sheet.Value.LOSS) {
      ways.workers().forEach(way -> trails.add(SheetWays.trail(way, field, x, y)));
    }
    ways.cut().ifPresent(c -> trails.add(SheetWays.trail(c, field, x, y)));
    FieldPanel.Titles t = words.axes();
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
            texts.locale());
    Surface3 surface =
        new Surface3(field.xs(), field.ys(), heights, Style.ofNeuron(0), Surface3.Paint.HEIGHT);
    return new Scene("", axes, List.of(surface), trails);
  }

  private static NiceRange ends(Axis axis) {
    return NiceRange.fixed(axis.from(), axis.to(), 5);
  }
}
