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

  private Sizes() {}

  /** Bytes of a size such as {@code 512m}; k, m and g are powers of 1024. */
  static long bytes(String option, String text) {
    Matcher m = SIZE.matcher(text);
    require(option, text, m.matches(), "a size such as 512m or 1g");
    int power = "kmg".indexOf(m.group(2).toLowerCase(Locale.ROOT)) + 1;
    return Long.parseLong(m.group(1)) << (m.group(2).isEmpty() ? 0 : 10 * power);
  }

  /** Fails with "option must be bound: was value" unless the condition holds. */
  static void require(String option, String value, boolean condition, String bound) {
    if (!condition) {
      throw new UserException(option + " must be " + bound + ": was " + value);
    }
  }
}
