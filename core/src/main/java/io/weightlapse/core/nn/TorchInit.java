// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.random.TorchRandom;
import java.util.Arrays;

/** Initial parameters as {@code nn.Linear} draws them. */
public final class TorchInit {
  private TorchInit() {}

  /** Weights from N(0, 1), layer after layer; biases 0.1. */
  public static float[] normal(NetworkSpec spec, TorchRandom random) {
    ParameterLayout layout = spec.layout();
    float[] parameters = new float[layout.size()];
    for (ParameterBlock block : layout.blocks()) {
      if (block.param() == Param.W) {
        System.arraycopy(random.normals(block.size()), 0, parameters, block.offset(), block.size());
      } else {
        Arrays.fill(parameters, block.offset(), block.offset() + block.size(), 0.1f);
      }
    }
    return parameters;
  }

  /**
   * The flat parameters of a network whose layers are made one after the other as {@code
   * nn.Linear}: weights uniform in +-sqrt(3) gain / sqrt(inputs), where kaiming_uniform_ with a =
   * sqrt(5) has gain sqrt(2 / (1 + 5)); bias uniform in +-1 / sqrt(inputs).
   */
  public static float[] parameters(NetworkSpec spec, TorchRandom random) {
    ParameterLayout layout = spec.layout();
    float[] parameters = new float[layout.size()];
    for (ParameterBlock block : layout.blocks()) {
      double inputs = spec.layerInputs(block.layer());
      double gain = Math.sqrt(2 / (1 + Math.pow(Math.sqrt(5), 2)));
      double bound =
          block.param() == Param.W
              ? Math.sqrt(3) * (gain / Math.sqrt(inputs))
              : 1 / Math.sqrt(inputs);
      for (int i = 0; i < block.size(); i++) {
        parameters[block.offset() + i] = random.uniform(-bound, bound);
      }
    }
    return parameters;
  }
}
