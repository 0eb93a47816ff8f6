// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.NetworkSpec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names that become parts of paths. */
final class Names {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  private static final Pattern SLICE =
      Pattern.compile("neurons-(.+)-n(\\d{1,9})-w(\\d{1,9})-w(\\d{1,9})");

  private Names() {}

  /** Whether a run or writer may have that name. */
  static boolean isId(String name) {
    return ID.matcher(name).matches();
  }

  /** Returns the name of a run or writer if nothing in it could leave the home. */
  static String id(String what, String name) {
    require(
        name != null && isId(name),
        "%s must be letters, digits, '.', '_' and '-', at most 80, the first a letter or digit:"
            + " was %s",
        what,
        printable(name));
    return name;
  }

  private static String printable(String name) {
    return name == null ? "null" : name.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** A value of a partition folder, escaped as Hive, Spark and DuckDB do. */
  static String escape(String value) {
    StringBuilder s = new StringBuilder();
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (PLAIN.indexOf(b) >= 0) {
        s.append((char) b);
      } else {
        s.append(String.format("%%%02X", b & 0xff));
      }
    }
    return s.toString();
  }

  /** Undoes {@link #escape}. */
  static String unescape(String value) {
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
