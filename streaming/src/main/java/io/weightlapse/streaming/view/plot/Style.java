// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.util.List;

/** The colours, fonts and strokes of every picture, in one place. */
public final class Style {
  /** Behind everything. */
  public static final Color PAPER = Color.WHITE;

  /** Titles and axis titles. */
  public static final Color INK = new Color(0x20, 0x24, 0x2b);

  /** Tick labels and secondary text. */
  public static final Color FAINT_INK = new Color(0x5a, 0x62, 0x70);

  /** Axis lines. */
  public static final Color AXIS = new Color(0x9a, 0xa2, 0xae);

  /** Grid lines. */
  public static final Color GRID = new Color(0xe3, 0xe6, 0xeb);

  /** Walls behind three-dimensional axes. */
  public static final Color WALL = new Color(0xf7, 0xf8, 0xfa);

  /** Values that are no numbers. */
  public static final Color UNKNOWN = new Color(0x8a, 0x8f, 0x98);

  /** The error curve. */
  public static final Color CURVE = new Color(0xd6, 0x22, 0x22);

  /** What rose, and what is above 0. */
  public static final Color UP = new Color(0xe0, 0x1b, 0x1b);

  /** What fell, and what is below 0. */
  public static final Color DOWN = new Color(0x1b, 0x3f, 0xe0);

  /** Classes 0 and 1 as the notebook has them, red and blue; then further ones. */
  private static final List<Color> CLASSES =
      List.of(
          new Color(0xe0, 0x20, 0x20),
          new Color(0x1f, 0x4f, 0xe0),
          new Color(0x1f, 0x9d, 0x55),
          new Color(0xf0, 0x8c, 0x00),
          new Color(0x8e, 0x44, 0xad),
          new Color(0x0b, 0x9f, 0xad),
          new Color(0x8d, 0x5a, 0x3b),
          new Color(0xd8, 0x4b, 0xa0),
          new Color(0x55, 0x5f, 0x6d),
          new Color(0x9b, 0xa8, 0x1b));

  /** Opacity of a scattered point. */
  private static final int POINT_ALPHA = 128;

  private Style() {}

  /** The colour of a class, or of a neuron's surface with 0 and 1 changed over; opaque. */
  public static Color ofClass(int label) {
    return label < 0 ? UNKNOWN : CLASSES.get(label % CLASSES.size());
  }

  /** The colour of a scattered point of a class: translucent, so that density shows. */
  public static Color pointOfClass(int label) {
    return withAlpha(ofClass(label), POINT_ALPHA);
  }

  /** The colour of a neuron's surface: 0 blue, 1 red, then further ones. */
  public static Color ofNeuron(int order) {
    return ofClass(order < 2 ? 1 - order : order);
  }

  /** The same colour with another opacity, 0 to 255. */
  public static Color withAlpha(Color c, int alpha) {
    return new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha);
  }

  /** A colour between two, opaque: 0 gives {@code a}, 1 gives {@code b}. */
  public static Color between(Color a, Color b, double share) {
    return new Color(
        mix(a.getRed(), b.getRed(), share),
        mix(a.getGreen(), b.getGreen(), share),
        mix(a.getBlue(), b.getBlue(), share));
  }

  private static int mix(int a, int b, double share) {
    return (int) Math.round(a + (b - a) * share);
  }

  /** Upright text. */
  public static Font plain(int size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, size);
  }

  /** Titles. */
  public static Font bold(int size) {
    return new Font(Font.SANS_SERIF, Font.BOLD, size);
  }

  /** A line with round ends. */
  public static BasicStroke line(float width) {
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  }

  /** A dashed line. */
  static BasicStroke dashed(float width) {
    return new BasicStroke(
        width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);
  }

  /** Antialiasing of shapes and text, with subpixel positions. */
  static void smooth(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }
}
