// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Blends smooth lines one pixel wide into an opaque picture (Wu, An efficient antialiasing
 * technique, 1991): two pixels share each step along the longer side. A hundred thousand of them
 * take a fraction of a second.
 */
final class Threads {
  private final int[] pixels;
  private final int width;
  private final int height;

  /** Draws into a picture of type {@link BufferedImage#TYPE_INT_RGB}. */
  Threads(BufferedImage image) {
    this.pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    this.width = image.getWidth();
    this.height = image.getHeight();
  }

  /**
   * A line between the centres of two places.
   *
   * @param rgb 0xRRGGBB
   * @param alpha 0 to 255
   */
  void line(double x0, double y0, double x1, double y1, int rgb, int alpha) {
    boolean steep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    double a0 = steep ? y0 : x0;
    double b0 = steep ? x0 : y0;
    double a1 = steep ? y1 : x1;
    double b1 = steep ? x1 : y1;
    if (a0 > a1) {
      double swap = a0;
      a0 = a1;
      a1 = swap;
      swap = b0;
      b0 = b1;
      b1 = swap;
    }
    int from = Math.max(0, (int) Math.round(a0));
    int to = Math.min((steep ? height : width) - 1, (int) Math.round(a1));
    double slope = a1 > a0 ? (b1 - b0) / (a1 - a0) : 0;
    // 16 bits of fraction: an addition a pixel
    long at = (long) ((b0 + (from - a0) * slope) * 65536);
    long step = (long) (slope * 65536);
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    int across = steep ? width : height;
    for (int a = from; a <= to; a++, at += step) {
      int b = (int) (at >> 16);
      int far = (int) (at >> 8 & 0xff);
      if (b >= 0 && b < across) {
        blend(steep ? a * width + b : b * width + a, red, green, blue, (alpha * (256 - far)) >> 8);
      }
      if (b + 1 >= 0 && b + 1 < across) {
        blend(
            steep ? a * width + b + 1 : (b + 1) * width + a, red, green, blue, (alpha * far) >> 8);
      }
    }
  }

  private void blend(int pixel, int red, int green, int blue, int alpha) {
    int before = pixels[pixel];
    int r = before >> 16 & 0xff;
    int g = before >> 8 & 0xff;
    int b = before & 0xff;
    r += ((red - r) * alpha + 127) / 255;
    g += ((green - g) * alpha + 127) / 255;
    b += ((blue - b) * alpha + 127) / 255;
    pixels[pixel] = r << 16 | g << 8 | b;
  }
}
