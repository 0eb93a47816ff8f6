// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Takes files out of a gzipped tar archive (POSIX ustar). */
final class TarFile {
  private static final int BLOCK = 512;

  private TarFile() {}

  /**
   * Writes the wanted members into a folder, by their last name: no member leaves the folder.
   *
   * @return the names of those found
   */
  static List<String> unpack(Path archive, List<String> wanted, Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(archive), 1 << 16)) {
      byte[] header = new byte[BLOCK];
      while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        check(header, archive);
        long size = octal(header, 124, 12);
        String path = text(header, 0, 100);
        String name = path.substring(path.lastIndexOf('/') + 1);
        boolean file = header[156] == '0' || header[156] == 0;
        if (file && wanted.contains(name)) {
          try (OutputStream out = Files.newOutputStream(folder.resolve(name))) {
            copy(in, out, size, archive);
          }
          found.add(name);
        } else {
          copy(in, OutputStream.nullOutputStream(), size, archive);
        }
        in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
      }
    }
    return found;
  }

  private static void copy(InputStream in, OutputStream out, long size, Path archive)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long left = size; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        throw new IOException(archive.getFileName() + " ends within a member");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static void check(byte[] header, Path archive) throws IOException {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(header, 148, 8)) {
      throw new IOException(archive.getFileName() + " is no tar archive");
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header, int from, int length) {
    long value = 0;
    for (char c : text(header, from, length).strip().toCharArray()) {
      value = value * 8 + Math.max(0, Math.min(7, c - '0'));
    }
    return value;
  }
}
