// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.streaming.view.plot.Style;
import java.awt.Color;

/**
 * Colours of classes, paler the less sure; grey where a share is no number. In steps too fine for
 * eight bits a channel, made once for millions of pixels.
 */
final class Shades {
  private static final int STEPS = 1024;
  private static final double DARKEST = 0.72;

  private final double even; // the share of each class where nothing is known
  private final int[][] shades; // by class
  private final int unknown = Style.UNKNOWN.getRGB();

  Shades(int classes) {
    this.even = 1.0 / classes;
    this.shades = new int[classes][STEPS + 1];
    for (int c = 0; c < classes; c++) {
      for (int k = 0; k <= STEPS; k++) {
        shades[c][k] = Style.between(Color.WHITE, Style.ofClass(c), DARKEST * k / STEPS).getRGB();
      }
    }
  }

  /** 0xAARRGGBB of a class that has that share of 1. */
  int of(int label, double share) {
    if (Double.isNaN(share)) {
      return unknown;
    }
    double sure = Math.max(0, Math.min(1, (share - even) / (1 - even)));
    return shades[label][(int) (sure * STEPS + 0.5)];
  }
}
