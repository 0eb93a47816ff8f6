// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.util.ArrayList;
import java.util.List;

/** Which layers of a network get a panel. */
final class ShownLayers {
  /** More panels than this no screen shows. */
  static final int MOST = 40;

  private ShownLayers() {}

  /** All of them; of very many the first ones and the last. */
  static List<Integer> of(int layers) {
    List<Integer> shown = new ArrayList<>();
    for (int l = 0; l < Math.min(layers, MOST); l++) {
      shown.add(l);
    }
    if (layers > MOST) {
      shown.set(MOST - 1, layers - 1);
    }
    return shown;
  }
}
