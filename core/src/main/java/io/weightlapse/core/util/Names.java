// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.util;

import java.util.regex.Pattern;

/** Names of runs, writers and layers: they become keys of messages and parts of file names. */
public final class Names {
  /** What a name must be, for messages. */
  public static final String RULE =
      "letters, digits, '.', '_' and '-', at most 80, the first a letter or digit";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

  private Names() {}

  /** Whether it is a name; null is none. */
  public static boolean isName(String text) {
    return text != null && NAME.matcher(text).matches();
  }

  /** Returns the name if it is one. */
  public static String require(String what, String name) {
    Checks.require(isName(name), "%s must be %s: was %s", what, RULE, printable(name));
    return name;
  }

  private static String printable(String name) {
    return name == null ? "null" : name.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
