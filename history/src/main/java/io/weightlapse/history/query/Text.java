// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.util.stream.Collectors;

/** Texts for messages. */
final class Text {
  private Text() {}

  /** One line of at most 60 characters. */
  static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 60 ? line : line.substring(0, 59) + "…";
  }

  /** What an engine says, up to the picture of where in the statement it is, as one line. */
  static String oneLine(String message) {
    // The driver puts a line of its own before what fails when a statement is executed at once.
    return message
        .replaceFirst(
            "(?s)^Invalid Input Error: Attempting to execute an unsuccessful.*?\\nError: ", "")
        .lines()
        .takeWhile(line -> !line.startsWith("LINE "))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "));
  }
}
