// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;

/** Colours from low to high, of even lightness steps: viridis of matplotlib (CC0), thinned out. */
public final class Ramp {
  private static final int[] VIRIDIS = {
    0x440154, 0x481b6d, 0x46327e, 0x3f4788, 0x365c8d, 0x2e6e8e, 0x277f8e, 0x21918c, 0x1fa187,
    0x2db27d, 0x4ac16d, 0x73d056, 0xa0da39, 0xd0e11c, 0xfde725
  };

  private Ramp() {}

  /** The colour of a share of the range, 0 to 1; what lies beyond has the colour of the end. */
  public static Color at(double share) {
    double place = Math.max(0, Math.min(1, share)) * (VIRIDIS.length - 1);
    int i = Math.min((int) place, VIRIDIS.length - 2);
    return Style.between(new Color(VIRIDIS[i]), new Color(VIRIDIS[i + 1]), place - i);
  }
}
