// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.util.Locale;

/** Which directions the surfaces of several steps have. */
public enum DirectionUse {
  /** All those of the slice's origin step: surfaces can be compared. */
  SHARED,
  /** Each those that are made at its own step. */
  OWN;

  /** Its name in files: {@code shared}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
