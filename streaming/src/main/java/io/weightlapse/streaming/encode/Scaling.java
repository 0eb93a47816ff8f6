// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Fits pictures into a size: whole, in their own proportions, white where they do not reach. */
public final class Scaling {
  private Scaling() {}

  /** The picture itself where it has that size. */
  public static BufferedImage fit(BufferedImage picture, int width, int height) {
    if (picture.getWidth() == width && picture.getHeight() == height) {
      return picture;
    }
    double scale =
        Math.min((double) width / picture.getWidth(), (double) height / picture.getHeight());
    BufferedImage from = picture;
    while (scale < 0.5) { // halving by steps: bilinear drawing sees four pixels only
      from =
          drawn(
              from,
              from.getWidth() / 2,
              from.getHeight() / 2,
              0,
              0,
              from.getWidth() / 2,
              from.getHeight() / 2);
      scale = Math.min((double) width / from.getWidth(), (double) height / from.getHeight());
    }
    int w = Math.max(1, (int) Math.round(scale * from.getWidth()));
    int h = Math.max(1, (int) Math.round(scale * from.getHeight()));
    return drawn(from, width, height, (width - w) / 2, (height - h) / 2, w, h);
  }

  private static BufferedImage drawn(
      BufferedImage from, int width, int height, int x, int y, int w, int h) {
    BufferedImage to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = to.createGraphics();
    try {
      g.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION,
          w < from.getWidth()
              ? RenderingHints.VALUE_INTERPOLATION_BILINEAR
              : RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, width, height);
      g.drawImage(from, x, y, w, h, null);
    } finally {
      g.dispose();
    }
    return to;
  }
}
