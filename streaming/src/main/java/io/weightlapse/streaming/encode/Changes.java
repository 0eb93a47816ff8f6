// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.Rectangle;
import java.util.Arrays;

/** What differs between a picture and the one before, both as palette indices. */
final class Changes {
  private Changes() {}

  /**
   * The smallest rectangle with every change; one pixel if there is none, all if {@code before} is
   * null.
   */
  static Rectangle rectangle(byte[] before, byte[] now, int width, int height) {
    if (before == null) {
      return new Rectangle(width, height);
    }
    int top = 0;
    while (top < height
        && Arrays.equals(
            before, top * width, (top + 1) * width, now, top * width, (top + 1) * width)) {
      top++;
    }
    if (top == height) {
      return new Rectangle(1, 1);
    }
    int bottom = height - 1;
    while (Arrays.equals(
        before, bottom * width, (bottom + 1) * width, now, bottom * width, (bottom + 1) * width)) {
      bottom--;
    }
    int left = width;
    int right = -1;
    for (int y = top; y <= bottom; y++) {
      int row = y * width;
      int x = 0;
      while (x < left && before[row + x] == now[row + x]) {
        x++;
      }
      left = Math.min(left, x);
      x = width - 1;
      while (x > right && before[row + x] == now[row + x]) {
        x--;
      }
      right = Math.max(right, x);
    }
    return new Rectangle(left, top, right - left + 1, bottom - top + 1);
  }

  /** Changes {@code now} back to what is shown where it looks the same. */
  static void keep(byte[] shown, byte[] now, byte[][] alike) {
    boolean[] same = new boolean[1 << 16];
    for (int i = 0; i < alike.length; i++) {
      for (byte other : alike[i]) {
        same[i << 8 | (other & 0xff)] = true;
      }
    }
    for (int i = 0; i < now.length; i++) {
      if (now[i] != shown[i] && same[(now[i] & 0xff) << 8 | (shown[i] & 0xff)]) {
        now[i] = shown[i];
      }
    }
  }

  /** The indices of a rectangle; {@code transparent} where nothing changed. */
  static byte[] part(byte[] before, byte[] now, int width, Rectangle where, byte transparent) {
    byte[] part = new byte[where.width * where.height];
    for (int y = 0; y < where.height; y++) {
      int from = (where.y + y) * width + where.x;
      int to = y * where.width;
      for (int x = 0; x < where.width; x++) {
        boolean same = before != null && before[from + x] == now[from + x];
        part[to + x] = same ? transparent : now[from + x];
      }
    }
    return part;
  }

  /** The reverse of {@link #part}: puts a rectangle's indices into a picture. */
  static void put(byte[] part, byte[] into, int width, Rectangle where, byte transparent) {
    for (int y = 0; y < where.height; y++) {
      int to = (where.y + y) * width + where.x;
      int from = y * where.width;
      for (int x = 0; x < where.width; x++) {
        if (part[from + x] != transparent) {
          into[to + x] = part[from + x];
        }
      }
    }
  }
}
