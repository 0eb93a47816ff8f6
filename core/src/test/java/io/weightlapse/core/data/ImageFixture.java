// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Small image files. */
final class ImageFixture {
  private ImageFixture() {}

  /** IDX images of 2 x 3 pixels: pixel i of image r is 10 r + i. */
  static byte[] images(int rows) {
    ByteBuffer buffer = ByteBuffer.allocate(16 + rows * 6);
    buffer.putInt(0x803).putInt(rows).putInt(2).putInt(3);
    for (int i = 0; i < rows * 6; i++) {
      buffer.put((byte) (10 * (i / 6) + i % 6));
    }
    return buffer.array();
  }

  /** The label of image r is r % 10. */
  static byte[] labels(int rows) {
    ByteBuffer buffer = ByteBuffer.allocate(8 + rows);
    buffer.putInt(0x801).putInt(rows);
    for (int i = 0; i < rows; i++) {
      buffer.put((byte) (i % 10));
    }
    return buffer.array();
  }

  /** CIFAR records: the label of image r is r % 10, its red r, its green r + 1, its blue r + 2. */
  static byte[] cifar(int rows, int first) {
    byte[] bytes = new byte[rows * 3073];
    for (int r = 0; r < rows; r++) {
      bytes[r * 3073] = (byte) ((first + r) % 10);
      for (int i = 0; i < 3072; i++) {
        bytes[r * 3073 + 1 + i] = (byte) (first + r + i / 1024);
      }
    }
    return bytes;
  }

  static byte[] gzip(byte[] bytes) {
    try {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(bytes);
      }
      return packed.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
