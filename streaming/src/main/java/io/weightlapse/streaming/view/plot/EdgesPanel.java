// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import io.weightlapse.core.util.Checks;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Layers as columns of circles, and the edges between them: red where their value is above 0, blue
 * below; opaque from a threshold on, else faded by the square of their share of it. Edges that
 * would not change a pixel cost a comparison each.
 */
public final class EdgesPanel implements Panel {
  private static final double SIDE = 30;
  private static final double FOOT = 26;
  private static final int FAINTEST = 2; // of 255
  private static final Color UNDRAWABLE = Style.UNKNOWN;

  /**
   * The edges into one layer.
   *
   * @param name written below them
   * @param units at their right end
   * @param inputs at their left end
   * @param values units x inputs, row major; NaN is drawn grey
   * @param threshold from which on an edge is opaque; 0 where every value is
   */
  public record Layer(String name, int units, int inputs, float[] values, double threshold) {
    /** The shape must fit. */
    public Layer {
      Checks.require(
          values.length == units * inputs,
          "values must have %d x %d elements: was %d",
          units,
          inputs,
          values.length);
    }
  }

  private final List<Layer> layers;

  /** A panel of layers that follow each other, or lie apart where their sizes do not meet. */
  public EdgesPanel(List<Layer> layers) {
    this.layers = List.copyOf(layers);
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    int width = (int) area.getWidth();
    int height = (int) area.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D own = image.createGraphics();
    try {
      Style.smooth(own);
      own.setColor(Style.PAPER);
      own.fillRect(0, 0, width, height);
      double step = (width - 2 * SIDE) / layers.size();
      Threads threads = new Threads(image);
      for (int pass = 0; pass < 2; pass++) { // the strong ones over all others
        for (int l = 0; l < layers.size(); l++) {
          edges(threads, layers.get(l), SIDE + l * step, SIDE + (l + 1) * step, height, pass);
        }
      }
      for (int l = 0; l <= layers.size(); l++) {
        int units = l == 0 ? layers.get(0).inputs() : layers.get(l - 1).units();
        circles(own, units, SIDE + l * step, height);
        if (l > 0) {
          String name = layers.get(l - 1).name();
          Text.around(
              own, name, Style.plain(12), Style.FAINT_INK, SIDE + (l - 0.5) * step, height - 8, 0);
        }
      }
    } finally {
      own.dispose();
    }
    g.drawImage(image, (int) area.getX(), (int) area.getY(), null);
  }

  private static double place(int unit, int units, int height) {
    double room = height - FOOT - 2 * 10;
    return 10 + (units == 1 ? room / 2 : room * unit / (units - 1));
  }

  private static void edges(
      Threads threads, Layer layer, double left, double right, int height, int pass) {
    double least = layer.threshold() * Math.sqrt(FAINTEST / 255.0);
    for (int u = 0; u < layer.units(); u++) {
      double to = place(u, layer.units(), height);
      for (int i = 0; i < layer.inputs(); i++) {
        float value = layer.values()[u * layer.inputs() + i];
        double size = Math.abs(value);
        if (size < least || size == 0) {
          continue;
        }
        boolean drawable = size <= Float.MAX_VALUE;
        boolean strong = !drawable || size >= layer.threshold();
        if (strong == (pass == 1)) {
          double share = strong ? 1 : size / layer.threshold();
          Color colour = !drawable ? UNDRAWABLE : value > 0 ? Style.UP : Style.DOWN;
          threads.line(
              left,
              place(i, layer.inputs(), height),
              right,
              to,
              colour.getRGB(),
              (int) Math.round(255 * share * share));
        }
      }
    }
  }

  private static void circles(Graphics2D g, int units, double x, int height) {
    double room = (height - FOOT - 20) / Math.max(1, units - 1);
    double size = Math.max(2.4, Math.min(13, 0.7 * room));
    g.setStroke(Style.line(size < 4 ? 0.6f : 1.2f));
    for (int u = 0; u < units; u++) {
      double y = place(u, units, height);
      Ellipse2D circle = new Ellipse2D.Double(x - size / 2, y - size / 2, size, size);
      g.setColor(Style.PAPER);
      g.fill(circle);
      g.setColor(Style.INK);
      g.draw(circle);
    }
  }
}
