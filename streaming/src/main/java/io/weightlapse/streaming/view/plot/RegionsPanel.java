// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import io.weightlapse.core.util.Checks;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** A plane painted with a picture, and labelled points on it. */
public final class RegionsPanel implements Panel {
  /**
   * What is behind the points.
   *
   * @param side pixels of a side
   * @param colours side x side, row by row from the top, 0xRRGGBB
   * @param borders which pixels are dark; empty for none
   */
  public record Picture(int side, int[] colours, boolean[] borders) {
    /** The shapes must fit. */
    public Picture {
      Checks.require(
          colours.length == side * side,
          "colours must have %d x %d elements: was %d",
          side,
          side,
          colours.length);
    }
  }

  /** Points and their classes. */
  public record Dots(float[] xs, float[] ys, int[] classes) {}

  private static final int DARK = 0x303640;

  private final FieldPanel.Titles titles;
  private final double[] x;
  private final double[] y;
  private final Picture picture;
  private final Dots dots;

  /** A panel over a rectangle of the plane: ends of x and of y. */
  public RegionsPanel(
      FieldPanel.Titles titles, double[] x, double[] y, Picture picture, Dots dots) {
    this.titles = titles;
    this.x = x.clone();
    this.y = y.clone();
    this.picture = picture;
    this.dots = dots;
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    PlotBox box =
        new PlotBox(
            area,
            NiceRange.fixed(x[0], x[1], 6),
            NiceRange.fixed(y[0], y[1], 6),
            ValueScale.of(ValueScale.Kind.LINEAR),
            18);
    Rectangle2D in = box.inside();
    Object before = g.getRenderingHint(RenderingHints.KEY_INTERPOLATION);
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION,
        picture.borders().length > 0
            ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
            : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    g.drawImage(
        image(),
        (int) in.getX(),
        (int) in.getY(),
        (int) Math.round(in.getWidth()),
        (int) Math.round(in.getHeight()),
        null);
    if (before != null) {
      g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, before);
    }
    Shape clip = g.getClip();
    g.clip(in);
    for (int p = 0; p < dots.xs().length; p++) {
      if (NiceRange.drawable(dots.xs()[p]) && NiceRange.drawable(dots.ys()[p])) {
        double px = box.px(dots.xs()[p]);
        double py = box.py(dots.ys()[p]);
        Stamp.draw(g, Style.withAlpha(Style.PAPER, 200), px, py);
        Stamp.draw(g, Style.withAlpha(Style.ofClass(dots.classes()[p]), 220), px, py);
      }
    }
    g.setClip(clip);
    box.frame(g, titles.title(), titles.x(), titles.y(), titles.locale());
  }

  private BufferedImage image() {
    int side = picture.side();
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    int[] pixels = picture.colours().clone();
    for (int p = 0; p < picture.borders().length; p++) {
      pixels[p] = picture.borders()[p] ? DARK : pixels[p];
    }
    image.getRaster().setDataElements(0, 0, side, side, pixels);
    return image;
  }
}
