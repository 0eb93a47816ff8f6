// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.util.Locale;

/** In which numbers a landscape is computed. */
public enum Precision {
  /** 32 bits: as networks are trained. Fast. */
  FLOAT,
  /** 64 bits, a whole forward pass at each point: slow, for checks. */
  DOUBLE;

  /** The name in options: {@code float}, {@code double}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
