// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.NetworkSpec;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of partition folders. */
public final class Partitions {
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  private static final Pattern SLICE =
      Pattern.compile("neurons-(.+)-n(\\d{1,9})-w(\\d{1,9})-w(\\d{1,9})");

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

  /** The slice of that id in a network, if the network has it. */
  static Optional<NeuronSlice> slice(String id, NetworkSpec network) {
    Matcher m = SLICE.matcher(id);
    if (!m.matches() || network.layerIndex(m.group(1)) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new NeuronSlice(
            network.layerIndex(m.group(1)),
            m.group(1),
            Integer.parseInt(m.group(2)),
            Integer.parseInt(m.group(3)),
            Integer.parseInt(m.group(4))));
  }
}
