// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values of options that are sizes. */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})([kKmMgG]?)");

  private static final int LEAST_PIXELS = 200;
  private static final int MOST_PIXELS = 8000;

  private Sizes() {}

  /** Bytes of a size such as {@code 512m}; k, m and g are powers of 1024. */
  static long bytes(String option, String text) {
    Matcher m = SIZE.matcher(text);
    require(option, text, m.matches(), "a size such as 512m or 1g");
    int power = "kmg".indexOf(m.group(2).toLowerCase(Locale.ROOT)) + 1;
    return Long.parseLong(m.group(1)) << (m.group(2).isEmpty() ? 0 : 10 * power);
  }

  /** Width and height of a {@code --size} such as {@code 900x720}. */
  static int[] pixels(String text) {
    if (text.matches("\\d{1,5}x\\d{1,5}")) {
      String[] parts = text.split("x");
      int[] pixels = {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
      if (Math.min(pixels[0], pixels[1]) >= LEAST_PIXELS
          && Math.max(pixels[0], pixels[1]) <= MOST_PIXELS) {
        return pixels;
      }
    }
    throw new UserException(
        "--size must be WxH of "
            + LEAST_PIXELS
            + " to "
            + MOST_PIXELS
            + " pixels each: was "
            + text);
  }

  /** Fails with "option must be bound: was value" unless the condition holds. */
  static void require(String option, String value, boolean condition, String bound) {
    if (!condition) {
      throw new UserException(option + " must be " + bound + ": was " + value);
    }
  }
}
