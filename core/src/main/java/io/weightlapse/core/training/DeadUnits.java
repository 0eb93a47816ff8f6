// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.BlockForward;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the ReLU units that give 0 for every sample of a fixed sample: the first rows of the
 * training data, as they are in memory.
 */
public final class DeadUnits {
  /** Rows of the sample, where there are so many. */
  static final int SAMPLE = 256;

  private final NetworkSpec network;
  private final Dataset data;
  private final int lastRelu;

  /** Of a network, with the first rows of some data. */
  public DeadUnits(NetworkSpec network, Dataset data) {
    this.network = network;
    this.data = data;
    int last = -1;
    for (int l = 0; l < network.layers().size(); l++) {
      last = network.layers().get(l).activation() == Activation.RELU ? l : last;
    }
    this.lastRelu = last;
  }

  /** The dead units of each ReLU layer, ascending, by the layer's name. */
  public Map<String, List<Integer>> of(float[] parameters) {
    Map<String, List<Integer>> dead = new HashMap<>();
    int rows = Math.min(SAMPLE, data.rows());
    if (lastRelu < 0 || rows == 0) {
      return dead;
    }
    BlockForward.Block block = new BlockForward(network, parameters, rows).block(data, 0, rows);
    block.upTo(lastRelu);
    for (int l = 0; l <= lastRelu; l++) {
      LayerSpec layer = network.layers().get(l);
      if (layer.activation() == Activation.RELU) {
        dead.put(layer.name(), block.silent(l));
      }
    }
    return dead;
  }
}
