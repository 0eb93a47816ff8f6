// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;

/** Colours of values around 0: blue below, white, red above; grey where there is no number. */
public final class Diverging {
  private Diverging() {}

  /** The colour of a value from -1 to 1; what lies beyond has that of the end. */
  public static Color at(double value) {
    if (Double.isNaN(value)) {
      return Style.UNKNOWN;
    }
    double share = Math.min(1, Math.abs(value));
    return Style.between(Color.WHITE, value > 0 ? Style.UP : Style.DOWN, 0.92 * share);
  }
}
