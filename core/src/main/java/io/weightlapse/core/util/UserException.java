// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.util;

/** A failure that the user can mend: one clear line, no stack trace unless asked for. */
public class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** Wrong usage or input: exit code 2. */
  public UserException(String message) {
    this(message, 2, null);
  }

  /**
   * Any failure.
   *
   * @param exitCode 1 (failed) or 2 (wrong usage)
   */
  public UserException(String message, int exitCode, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** The exit code of the process. */
  public int exitCode() {
    return exitCode;
  }
}
