// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.util;

/** Names of runs, writers and layers: they become keys of messages and parts of file names. */
public final class Names {
  /** What a name must be, for messages. */
  public static final String RULE =
      "letters, digits, '.', '_' and '-', at most 80, the first a letter or digit";

  private static final int MOST = 80;

  private Names() {}

  /** Whether it is a name; null is none. */
  public static boolean isName(String text) {
    if (text == null || text.isEmpty() || text.length() > MOST || !isAlphanumeric(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) { // asked for each message: no regular expression
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
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
