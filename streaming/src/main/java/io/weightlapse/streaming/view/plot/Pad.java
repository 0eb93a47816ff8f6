// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/**
 * Blends small translucent shapes into an opaque picture, pixel by pixel: thousands of them cost
 * less than a hundred through {@link java.awt.Graphics2D}, and every machine makes the same pixels.
 */
final class Pad {
  private final int[] pixels;
  private final int width;
  private final int height;

  /** Draws into a picture of type {@link BufferedImage#TYPE_INT_RGB}. */
  Pad(BufferedImage image) {
    this.pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    this.width = image.getWidth();
    this.height = image.getHeight();
  }

  /**
   * Fills the pixels whose centres lie inside a quadrilateral; neighbours that share a side neither
   * overlap nor leave a seam.
   */
  void quad(double[] xs, double[] ys, Color colour) {
    double top = Math.min(Math.min(ys[0], ys[1]), Math.min(ys[2], ys[3]));
    double bottom = Math.max(Math.max(ys[0], ys[1]), Math.max(ys[2], ys[3]));
    double[] cuts = new double[4];
    for (int y = first(top); y < Math.min(height, first(bottom)); y++) {
      int n = cuts(xs, ys, y + 0.5, cuts);
      for (int c = 0; c + 1 < n; c += 2) {
        int end = Math.min(width, first(cuts[c + 1]));
        for (int x = first(cuts[c]); x < end; x++) {
          blend(y * width + x, colour, colour.getAlpha());
        }
      }
    }
  }

  /** The first pixel whose centre is not before a place. */
  private static int first(double place) {
    return Math.max(0, (int) Math.ceil(place - 0.5));
  }

  /** Where the sides cross a row, rising. */
  private static int cuts(double[] xs, double[] ys, double y, double[] out) {
    int n = 0;
    for (int i = 0; i < 4; i++) {
      int k = (i + 1) & 3;
      if ((ys[i] <= y) != (ys[k] <= y)) {
        int low = ys[i] < ys[k] ? i : k;
        int high = low == i ? k : i;
        double x = xs[low] + (y - ys[low]) * (xs[high] - xs[low]) / (ys[high] - ys[low]);
        int at = n++;
        while (at > 0 && out[at - 1] > x) {
          out[at] = out[at - 1];
          at--;
        }
        out[at] = x;
      }
    }
    return n;
  }

  /** A smooth line with straight ends, so that one may go on from another. */
  void line(double x0, double y0, double x1, double y1, double thickness, Color colour) {
    double dx = x1 - x0;
    double dy = y1 - y0;
    double length = Math.hypot(dx, dy);
    if (length < 1e-9) {
      return;
    }
    double reach = thickness / 2 + 1;
    int right = Math.min(width, first(Math.max(x0, x1) + reach));
    int bottom = Math.min(height, first(Math.max(y0, y1) + reach));
    for (int y = first(Math.min(y0, y1) - reach); y < bottom; y++) {
      for (int x = first(Math.min(x0, x1) - reach); x < right; x++) {
        double px = x + 0.5 - x0;
        double py = y + 0.5 - y0;
        double along = (px * dx + py * dy) / length;
        double away = Math.abs(px * dy - py * dx) / length;
        double cover = thickness / 2 + 0.5 - away;
        if (along >= 0 && along < length && cover > 0) {
          double share = Math.min(cover, Math.min(1, thickness));
          blend(y * width + x, colour, (int) (share * colour.getAlpha() + 0.5));
        }
      }
    }
  }

  /** A smooth dot. */
  void dot(double x, double y, double diameter, Color colour) {
    double radius = diameter / 2;
    int right = Math.min(width, first(x + radius + 1));
    int bottom = Math.min(height, first(y + radius + 1));
    for (int py = first(y - radius - 1); py < bottom; py++) {
      for (int px = first(x - radius - 1); px < right; px++) {
        double cover = radius + 0.5 - Math.hypot(px + 0.5 - x, py + 0.5 - y);
        if (cover > 0) {
          blend(py * width + px, colour, (int) (Math.min(1, cover) * colour.getAlpha() + 0.5));
        }
      }
    }
  }

  private void blend(int at, Color colour, int alpha) {
    int below = pixels[at];
    int red = mix((below >> 16) & 0xff, colour.getRed(), alpha);
    int green = mix((below >> 8) & 0xff, colour.getGreen(), alpha);
    int blue = mix(below & 0xff, colour.getBlue(), alpha);
    pixels[at] = (red << 16) | (green << 8) | blue;
  }

  private static int mix(int below, int above, int alpha) {
    return (below * (255 - alpha) + above * alpha + 127) / 255;
  }
}
