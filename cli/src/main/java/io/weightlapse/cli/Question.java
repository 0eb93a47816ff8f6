// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;

/** Asks before something is removed. */
final class Question {
  private Question() {}

  /** Goes on only after a yes; where nobody can be asked, {@code --yes} is needed. */
  static void confirm(String what) throws IOException {
    System.err.print(what + " [y/N] ");
    System.err.flush();
    String answer =
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
      throw new UserException("nothing was removed; --yes does not ask", 1, null);
    }
  }
}
