// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

/** A message that is no event: says which field, its bound and what came instead. */
public final class CorruptEventException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With that line. */
  public CorruptEventException(String message) {
    super(message);
  }

  /** With that line and what showed it. */
  public CorruptEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
