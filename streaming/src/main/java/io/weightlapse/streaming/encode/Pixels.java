// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;

/** Colours of pictures as 0xRRGGBB. */
final class Pixels {
  private Pixels() {}

  /** Writes a row to {@code out}. */
  static void row(BufferedImage image, int y, int[] out) {
    int width = image.getWidth();
    DataBuffer data = image.getRaster().getDataBuffer();
    int pixels = width * image.getHeight();
    if (image.getType() == BufferedImage.TYPE_INT_RGB
        && data instanceof DataBufferInt ints
        && ints.getSize() == pixels) {
      System.arraycopy(ints.getData(), y * width, out, 0, width);
    } else if (image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && data instanceof DataBufferByte bytes
        && bytes.getSize() == 3 * pixels) {
      byte[] bgr = bytes.getData();
      for (int x = 0, at = 3 * y * width; x < width; x++, at += 3) {
        out[x] = ((bgr[at + 2] & 0xff) << 16) | ((bgr[at + 1] & 0xff) << 8) | (bgr[at] & 0xff);
      }
    } else {
      image.getRGB(0, y, width, 1, out, 0, width);
    }
    for (int x = 0; x < width; x++) {
      out[x] &= 0xffffff;
    }
  }

  /** All rows, one after the other. */
  static int[] all(BufferedImage image) {
    int width = image.getWidth();
    int[] row = new int[width];
    int[] out = new int[width * image.getHeight()];
    for (int y = 0; y < image.getHeight(); y++) {
      row(image, y, row);
      System.arraycopy(row, 0, out, y * width, width);
    }
    return out;
  }
}
