// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which neuron surfaces a landscape job computes.
 *
 * @param neurons units surveyed in each layer, where the layer has them; empty for all
 * @param input0 column of the first weight, or {@link NeuronSlice#BIAS}
 * @param input1 column of the second weight, or {@link NeuronSlice#BIAS}
 * @param alpha offsets of the first weight
 * @param beta offsets of the second weight
 */
public record NeuronLandscapeSpec(
    List<Integer> neurons, int input0, int input1, Axis alpha, Axis beta) implements Serializable {
  /** Checks the bounds. */
  public NeuronLandscapeSpec {
    neurons = List.copyOf(neurons);
    neurons.forEach(n -> Checks.atLeast("landscape.neurons", n, 0));
    Checks.atLeast("landscape.weights", input0, NeuronSlice.BIAS);
    Checks.atLeast("landscape.weights", input1, NeuronSlice.BIAS);
    Checks.require(
        input0 != input1,
        "landscape.weights must be two different inputs: was %s twice",
        input0 == NeuronSlice.BIAS ? "bias" : input0);
  }

  /** Units 0 and 1, weights 0 and 1, -5..5 on a 7x7 grid. */
  public static NeuronLandscapeSpec standard() {
    return new NeuronLandscapeSpec(List.of(0, 1), 0, 1, new Axis(-5, 5, 7), new Axis(-5, 5, 7));
  }

  /**
   * The slices of a network, layer after layer; layers with too few inputs, or no bias, have none.
   */
  public List<NeuronSlice> slices(NetworkSpec network) {
    List<NeuronSlice> slices = new ArrayList<>();
    for (int l = 0; l < network.layers().size(); l++) {
      for (int n = 0; n < network.layers().get(l).units(); n++) {
        NeuronSlice slice = new NeuronSlice(l, network.layers().get(l).name(), n, input0, input1);
        if ((neurons.isEmpty() || neurons.contains(n)) && slice.isIn(network)) {
          slices.add(slice);
        }
      }
    }
    return slices;
  }
}
