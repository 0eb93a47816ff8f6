// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.util.Arrays;

/**
 * Repetition or definition levels of width 1 in Parquet's RLE hybrid: every run is an RLE run, a
 * varint of twice its length and a byte. Lists of equal length need two runs each.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">encodings</a>
 */
final class LevelRuns {
  private byte[] bytes = new byte[64];
  private int size;
  private int level;
  private int count;

  /** Appends {@code n} times the level, 0 or 1. */
  void add(int newLevel, int n) {
    if (newLevel != level) {
      endRun();
      level = newLevel;
    }
    count += n;
  }

  private void endRun() {
    size = encodeRun(bytes = room(), size);
    count = 0;
  }

  private byte[] room() {
    return size + 6 > bytes.length ? Arrays.copyOf(bytes, bytes.length * 2) : bytes;
  }

  private int encodeRun(byte[] to, int at) {
    if (count == 0) {
      return at;
    }
    long header = (long) count << 1;
    while (header > 0x7f) {
      to[at++] = (byte) ((header & 0x7f) | 0x80);
      header >>>= 7;
    }
    to[at++] = (byte) header;
    to[at++] = (byte) level;
    return at;
  }

  /** Most bytes that {@link #copyTo} may write. */
  int bound() {
    return size + 10;
  }

  /** Writes length and runs, as a version 1 data page begins; returns the next index. */
  int copyTo(byte[] to, int at) {
    System.arraycopy(bytes, 0, to, at + 4, size);
    int end = encodeRun(to, at + 4 + size);
    int length = end - at - 4;
    for (int i = 0; i < 4; i++) {
      to[at + i] = (byte) (length >>> (8 * i));
    }
    return end;
  }

  void clear() {
    size = 0;
    count = 0;
    level = 0;
  }
}
