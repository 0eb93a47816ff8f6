// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static final int WIDTH = 61;
  private static final int HEIGHT = 47;

  /** The same in real numbers, a channel and a pixel at a time. */
  private static void line(
      double[][] canvas, double x0, double y0, double x1, double y1, int rgb, int alpha) {
    boolean steep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    double[] a = steep ? new double[] {y0, y1} : new double[] {x0, x1};
    double[] b = steep ? new double[] {x0, x1} : new double[] {y0, y1};
    if (a[0] > a[1]) {
      a = new double[] {a[1], a[0]};
      b = new double[] {b[1], b[0]};
    }
    double slope = a[1] > a[0] ? (b[1] - b[0]) / (a[1] - a[0]) : 0;
    for (int at = (int) Math.round(a[0]); at <= Math.round(a[1]); at++) {
      double across = b[0] + (at - a[0]) * slope;
      int low = (int) Math.floor(across);
      for (int k = 0; k < 2; k++) {
        int x = steep ? low + k : at;
        int y = steep ? at : low + k;
        double share = alpha / 255.0 * (k == 0 ? 1 - (across - low) : across - low);
        if (x >= 0 && x < WIDTH && y >= 0 && y < HEIGHT) {
          for (int channel = 0; channel < 3; channel++) {
            int colour = rgb >> (8 * channel) & 0xff;
            double[] pixel = canvas[channel];
            pixel[y * WIDTH + x] += (colour - pixel[y * WIDTH + x]) * share;
          }
        }
      }
    }
  }

  @Test
  void blendsAsRealNumbersDoAndStaysInside() {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    double[][] canvas = new double[3][WIDTH * HEIGHT];
    Threads threads = new Threads(image);
    for (int k = 0; k < 60; k++) {
      double x0 = random.nextInt(WIDTH + 20) - 10 + random.nextDouble();
      double y0 = random.nextInt(HEIGHT + 20) - 10 + random.nextDouble();
      double x1 = random.nextInt(WIDTH + 20) - 10 + random.nextDouble();
      double y1 = random.nextInt(HEIGHT + 20) - 10 + random.nextDouble();
      int rgb = random.nextInt(1 << 24);
      int alpha = k % 3 == 0 ? 255 : 1 + random.nextInt(255);
      threads.line(x0, y0, x1, y1, rgb, alpha);
      line(canvas, x0, y0, x1, y1, rgb, alpha);
    }
    double worst = 0;
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      int rgb = image.getRGB(p % WIDTH, p / WIDTH);
      for (int channel = 0; channel < 3; channel++) {
        worst = Math.max(worst, Math.abs((rgb >> (8 * channel) & 0xff) - canvas[channel][p]));
      }
    }
    assertThat(Arrays.stream(canvas[0]).sum()).isPositive();
    assertThat(worst).isLessThan(8);
  }

  @Test
  void anOpaqueLineAlongPixelsHasItsColourExactly() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    new Threads(image).line(3, 5, 50, 5, 0xe01b1b, 255);
    assertThat(image.getRGB(20, 5) & 0xffffff).isEqualTo(0xe01b1b);
    assertThat(image.getRGB(20, 6) & 0xffffff).isZero();
    assertThat(image.getRGB(2, 5) & 0xffffff).isZero();
    assertThat(image.getRGB(51, 5) & 0xffffff).isZero();
  }
}
