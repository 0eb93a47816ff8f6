// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.Checks;
import java.util.Locale;

/**
 * How a direction is scaled to the weights it starts from, so that steps mean the same in every
 * layer (Li, Xu, Taylor, Studer and Goldstein 2018, "Visualizing the Loss Landscape of Neural
 * Nets").
 */
public enum Normalisation {
  /** As it is. */
  NONE {
    @Override
    void scale(float[] d, float[] origin, ParameterBlock block) {}
  },
  /** The incoming weights of each unit get the norm of that unit's weights. */
  FILTER {
    @Override
    void scale(float[] d, float[] origin, ParameterBlock block) {
      for (int row = 0; row < block.rows(); row++) {
        int at = block.offset() + row * block.cols();
        scaleToNorm(d, origin, at, block.cols());
      }
    }
  },
  /** Each tensor gets the norm of that tensor of the weights. */
  LAYER {
    @Override
    void scale(float[] d, float[] origin, ParameterBlock block) {
      scaleToNorm(d, origin, block.offset(), block.size());
    }
  },
  /** Each value is multiplied by the size of its weight. */
  WEIGHT {
    @Override
    void scale(float[] d, float[] origin, ParameterBlock block) {
      for (int i = block.offset(); i < block.offset() + block.size(); i++) {
        d[i] *= Math.abs(origin[i]);
      }
    }
  };

  /** What a direction has in the places of biases. */
  public enum Biases {
    /** Zero: biases stay as they are. The paper's way, and the default. */
    ZERO,
    /** Scaled as the weights are; a bias is a filter of one value. */
    SCALED
  }

  abstract void scale(float[] d, float[] origin, ParameterBlock block);

  /** The name in options: {@code filter}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * A copy of the direction, scaled.
   *
   * @param direction flat, as the parameters
   * @param origin the parameters whose sizes count
   */
  public float[] apply(NetworkSpec network, float[] direction, float[] origin, Biases biases) {
    int size = network.layout().size();
    Checks.require(
        direction.length == size && origin.length == size,
        "direction and origin must have %d values, as many as the network has parameters: was %d"
            + " and %d",
        size,
        direction.length,
        origin.length);
    float[] scaled = direction.clone();
    for (ParameterBlock block : network.layout().blocks()) {
      if (block.param() == Param.B && biases == Biases.ZERO) {
        java.util.Arrays.fill(scaled, block.offset(), block.offset() + block.size(), 0);
      } else {
        scale(scaled, origin, block);
      }
    }
    return scaled;
  }

  /** A part that is all zeros stays so. */
  private static void scaleToNorm(float[] d, float[] origin, int at, int n) {
    double squares = 0;
    double wanted = 0;
    for (int i = at; i < at + n; i++) {
      squares += (double) d[i] * d[i];
      wanted += (double) origin[i] * origin[i];
    }
    double factor = squares == 0 ? 0 : Math.sqrt(wanted / squares);
    for (int i = at; i < at + n; i++) {
      d[i] = (float) (factor * d[i]);
    }
  }
}
