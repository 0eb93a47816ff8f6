// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Smooth translucent dots, drawn once for each colour and quarter of a pixel and then copied: many
 * times faster than filling an ellipse for every point, and the same to the eye.
 */
final class Stamp {
  private static final int SIZE = 10;
  private static final double DIAMETER = 6.4;
  private static final int PARTS = 4;
  private static final Map<Long, BufferedImage> MADE = new ConcurrentHashMap<>();

  private Stamp() {}

  /** Draws a dot of one of the few colours of classes around (x, y). */
  static void draw(Graphics2D g, Color colour, double x, double y) {
    long partX = Math.round((x - Math.floor(x)) * PARTS);
    long partY = Math.round((y - Math.floor(y)) * PARTS);
    long key = ((long) colour.getRGB() << 8) | (partX << 4) | partY;
    BufferedImage image =
        MADE.computeIfAbsent(
            key, k -> make(colour, (double) partX / PARTS, (double) partY / PARTS));
    int half = SIZE / 2;
    g.drawImage(image, (int) Math.floor(x) - half, (int) Math.floor(y) - half, null);
  }

  private static BufferedImage make(Color colour, double x, double y) {
    BufferedImage image = new BufferedImage(SIZE + 1, SIZE + 1, BufferedImage.TYPE_INT_ARGB_PRE);
    Graphics2D g = image.createGraphics();
    Style.smooth(g);
    double left = SIZE / 2.0 + x - DIAMETER / 2;
    double top = SIZE / 2.0 + y - DIAMETER / 2;
    Ellipse2D dot = new Ellipse2D.Double(left, top, DIAMETER, DIAMETER);
    g.setColor(colour);
    g.fill(dot);
    g.setStroke(Style.line(0.8f));
    g.draw(dot);
    g.dispose();
    return image;
  }
}
