// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes opaque pictures as PNG (ISO/IEC 15948), true colour: the same pixels give the same bytes.
 * Every row is filtered by the row above, which charts hardly differ from.
 */
final class PngWriter {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int LEVEL = 3;
  private static final byte UP = 2;

  private PngWriter() {}

  static void write(BufferedImage image, OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeLong(SIGNATURE);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(image.getWidth());
    fields.writeInt(image.getHeight());
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", compressed(image));
    chunk(out, "IEND", new byte[0]);
    out.flush();
  }

  private static byte[] compressed(BufferedImage image) throws IOException {
    int width = image.getWidth();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
    Deflater deflater = new Deflater(LEVEL);
    try (DeflaterOutputStream zip = new DeflaterOutputStream(bytes, deflater, 1 << 14)) {
      int[] above = new int[width];
      int[] row = new int[width];
      byte[] line = new byte[1 + 3 * width];
      line[0] = UP;
      for (int y = 0; y < image.getHeight(); y++) {
        Pixels.row(image, y, row);
        for (int x = 0; x < width; x++) {
          int a = above[x];
          int b = row[x];
          line[3 * x + 1] = (byte) ((b >> 16) - (a >> 16));
          line[3 * x + 2] = (byte) ((b >> 8) - (a >> 8));
          line[3 * x + 3] = (byte) (b - a);
        }
        zip.write(line);
        int[] swap = above;
        above = row;
        row = swap;
      }
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  private static void chunk(DataOutputStream out, String type, byte[] body) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(body);
    out.writeInt(body.length);
    out.write(name);
    out.write(body);
    out.writeInt((int) crc.getValue());
  }
}
