// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Names of partition folders. */
public final class Partitions {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

  private Partitions() {}

  /** A value of a partition folder, escaped as Hive, Spark and DuckDB do. */
  public static String escape(String value) {
    StringBuilder s = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (PLAIN.indexOf(b) >= 0) {
        s.append((char) b);
      } else {
        s.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      }
    }
    return s.toString();
  }

  /** Undoes {@link #escape}. */
  public static String unescape(String value) {
    return java.net.URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
