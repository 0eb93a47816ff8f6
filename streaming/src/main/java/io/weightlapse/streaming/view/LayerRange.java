// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.streaming.view.plot.Expanding;
import io.weightlapse.streaming.view.plot.NiceRange;

/**
 * The range of one unit's outputs on an axis: where the activation bounds them it is fixed, else it
 * grows over the frames so far.
 */
final class LayerRange {
  private final NiceRange fixed;
  private final Expanding growing = new Expanding(5, Expanding.Ends.SNUG);

  /**
   * The range of outputs.
   *
   * @param expected values that it holds from the start, where it is not fixed
   */
  LayerRange(Activation activation, float[] expected) {
    growing.include(expected);
    this.fixed =
        switch (activation) {
          case TANH -> new NiceRange(-1.08, 1.08, 0.5);
          case SIGMOID -> new NiceRange(-0.05, 1.05, 0.2);
          case ARCTAN -> new NiceRange(-1.7, 1.7, 0.5);
          case IDENTITY, RELU, LEAKY_RELU -> null;
        };
  }

  /** The range with these values in it. */
  NiceRange with(float[] values) {
    if (fixed != null) {
      return fixed;
    }
    growing.include(values);
    return CommonPanels.padded(growing.range());
  }
}
