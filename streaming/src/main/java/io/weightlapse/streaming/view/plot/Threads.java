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
  private static final int RED_BLUE = 0xff00ff;
  private static final int GREEN = 0xff00;

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
    int at = (int) Math.floor((b0 + (from - a0) * slope) * 65536);
    int step = (int) Math.round(slope * 65536);
    int along = steep ? width : 1;
    int across = steep ? 1 : width;
    int last = (steep ? width : height) - 2;
    int opacity = alpha + (alpha >> 7); // of 256
    int redBlue = rgb & RED_BLUE;
    int green = rgb & GREEN;
    int place = from * along;
    for (int a = from; a <= to; a++, at += step, place += along) {
      int b = at >> 16;
      int far = (opacity * (at >> 8 & 0xff)) >> 8;
      if (b >= 0 && b <= last) {
        int pixel = place + b * across;
        blend(pixel, redBlue, green, opacity - far);
        blend(pixel + across, redBlue, green, far);
      } else if (b == last + 1) {
        blend(place + b * across, redBlue, green, opacity - far);
      } else if (b == -1) {
        blend(place, redBlue, green, far);
      }
    }
  }

  /** Two of the three colours in one multiplication; half a step is added before each cut. */
  private void blend(int pixel, int redBlue, int green, int opacity) {
    int before = pixels[pixel];
    int rest = 256 - opacity;
    int rb = ((before & RED_BLUE) * rest + redBlue * opacity + 0x800080) >>> 8 & RED_BLUE;
    int g = ((before & GREEN) * rest + green * opacity + 0x8000) >>> 8 & GREEN;
    pixels[pixel] = rb | g;
  }
}
