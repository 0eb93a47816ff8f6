// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.util.Locale;

/** The kinds of slices. */
public enum SliceKind {
  /** Two incoming weights of one unit. */
  NEURONS,
  /** One direction through the parameters; the second axis numbers series of data. */
  LINE,
  /** Two directions through the parameters. */
  PLANE,
  /** No network at all: an expression of x and y. */
  FUNCTION;

  /** Its name in options and ids: {@code plane}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
