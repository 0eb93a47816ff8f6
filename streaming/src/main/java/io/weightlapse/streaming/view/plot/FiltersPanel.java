// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Square pictures of weights, side by side: of one channel diverging, of three in colour. */
public final class FiltersPanel implements Panel {
  private final int channels;
  private final int side;
  private final int columns;
  private final float[] weights;
  private final double limit;

  /**
   * A panel.
   *
   * @param weights pictures x channels x side x side, row major
   * @param limit the strongest colour
   */
  public FiltersPanel(int channels, int side, int columns, float[] weights, double limit) {
    this.channels = channels;
    this.side = side;
    this.columns = columns;
    this.weights = weights;
    this.limit = limit;
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    int inputs = channels * side * side;
    int count = weights.length / inputs;
    int rows = (count + columns - 1) / columns;
    double cell = Math.min(area.getWidth() / columns, area.getHeight() / rows);
    double left = area.getX() + (area.getWidth() - cell * columns) / 2;
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
    for (int k = 0; k < count; k++) {
      BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
      for (int p = 0; p < side * side; p++) {
        image.setRGB(p % side, p / side, colour(k * inputs + p));
      }
      int row = k / columns;
      int x = (int) (left + (k % columns) * cell + 3);
      int y = (int) (area.getY() + row * cell + 3);
      g.drawImage(image, x, y, (int) cell - 6, (int) cell - 6, null);
    }
  }

  private int colour(int at) {
    if (channels == 1) {
      return Diverging.at(weights[at] / limit).getRGB();
    }
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      float w = weights[at + c * side * side];
      double share = Float.isNaN(w) ? 0.5 : Math.max(0, Math.min(1, 0.5 + 0.5 * w / limit));
      rgb = rgb << 8 | (int) Math.round(255 * share);
    }
    return rgb;
  }
}
