// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes opaque pictures as PNG (ISO/IEC 15948), true colour: the same pixels give the same bytes.
 * Every row is filtered by the row above, which charts hardly differ from.
 */
public final class PngWriter {
  static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int LEVEL = 1;
  private static final byte UP = 2;
  private static final String KEYWORD = "Fingerprint";

  /** Bytes of the first chunk: length, type, 13 of its own, checksum. */
  private static final int HEADER = 25;

  private static final int TEXT = 1000;

  private PngWriter() {}

  /**
   * Writes a picture.
   *
   * @param fingerprint of what it shows, kept as a text of the file; empty for none
   */
  public static void write(BufferedImage image, String fingerprint, OutputStream to)
      throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    out.writeLong(SIGNATURE);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(image.getWidth());
    fields.writeInt(image.getHeight());
    fields.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    if (!fingerprint.isEmpty()) {
      chunk(out, "tEXt", (KEYWORD + '\0' + fingerprint).getBytes(StandardCharsets.ISO_8859_1));
    }
    chunk(out, "IDAT", compressed(image));
    chunk(out, "IEND", new byte[0]);
    out.flush();
  }

  /** The fingerprint in a file that {@link #write} made; empty if it has none, or is another's. */
  static String fingerprint(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (in.readLong() != SIGNATURE) {
        return "";
      }
      in.skipNBytes(HEADER); // the chunk of the size: always the first
      int length = in.readInt();
      byte[] type = in.readNBytes(4);
      if (!new String(type, StandardCharsets.US_ASCII).equals("tEXt") || length > TEXT) {
        return "";
      }
      String text = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
      return text.startsWith(KEYWORD + '\0') ? text.substring(KEYWORD.length() + 1) : "";
    } catch (EOFException e) {
      return "";
    }
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
