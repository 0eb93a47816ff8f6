// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;

/** Errors in one line. */
final class Causes {
  private Causes() {}

  /** Our own message if it is ours, else that of the innermost cause. */
  static String said(Throwable e) {
    return e instanceof UserException || e instanceof IllegalArgumentException
        ? String.valueOf(e.getMessage())
        : line(e);
  }

  /** The message of the innermost cause: what Spark wraps around it helps nobody. */
  static String line(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (message == null) {
      return cause.getClass().getSimpleName();
    }
    return message.lines().findFirst().orElse("");
  }
}
