// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The blocks of a GIF89a file with one palette for all pictures. */
final class GifWriter {
  private final OutputStream out;
  private final int bits;
  private final byte[][] alike;

  /**
   * Writes the head.
   *
   * @param palette leaves one index free, which is transparent
   * @param alike for each index those that may stand for it, best first
   */
  GifWriter(OutputStream out, int width, int height, Palette palette, byte[][] alike)
      throws IOException {
    this.out = out;
    this.alike = alike;
    int least = 2;
    while ((1 << least) < palette.size() + 1) {
      least++;
    }
    this.bits = least;
    out.write("GIF89a".getBytes(StandardCharsets.US_ASCII));
    number(width);
    number(height);
    out.write(0xf0 | (bits - 1));
    out.write(0);
    out.write(0);
    for (int i = 0; i < (1 << bits); i++) {
      int rgb = i < palette.size() ? palette.colour(i) : 0;
      out.write(rgb >> 16);
      out.write(rgb >> 8);
      out.write(rgb);
    }
  }

  /** The animation begins again when it ends, for ever. */
  void loop() throws IOException {
    out.write(new byte[] {0x21, (byte) 0xff, 11});
    out.write("NETSCAPE2.0".getBytes(StandardCharsets.US_ASCII));
    out.write(new byte[] {3, 1, 0, 0, 0});
  }

  /**
   * A picture over the one before, which stays.
   *
   * @param indices the rectangle's, row after row; afterwards those that were written
   */
  void picture(Rectangle where, byte[] indices, int transparent, int hundredths)
      throws IOException {
    out.write(new byte[] {0x21, (byte) 0xf9, 4, (1 << 2) | 1});
    number(hundredths);
    out.write(transparent);
    out.write(0);
    out.write(0x2c);
    number(where.x);
    number(where.y);
    number(where.width);
    number(where.height);
    out.write(0);
    new LzwWriter(out, bits, alike).write(indices, where.width * where.height);
  }

  void end() throws IOException {
    out.write(0x3b);
  }

  private void number(int value) throws IOException {
    out.write(value);
    out.write(value >> 8);
  }
}
