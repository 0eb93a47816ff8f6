// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;

/**
 * Two incoming weights of one unit, or one and its bias.
 *
 * @param layer index of the layer, from 0
 * @param layerName its name
 * @param neuron unit
 * @param input0 column of the first weight, or {@link #BIAS}
 * @param input1 column of the second weight, or {@link #BIAS}
 */
public record NeuronSlice(int layer, String layerName, int neuron, int input0, int input1)
    implements Slice {
  /** Stands for the bias where a column of the weights could stand, as in the history's paths. */
  public static final int BIAS = -1;

  @Override
  public SliceKind kind() {
    return SliceKind.NEURONS;
  }

  /** The slice's name in the history: {@code neurons-l1-n0-w0-w1}, or {@code -w0-b}. */
  @Override
  public String id() {
    return "neurons-" + layerName + "-n" + neuron + "-" + part(input0) + "-" + part(input1);
  }

  private static String part(int input) {
    return input == BIAS ? "b" : "w" + input;
  }

  /** Whether a network has the layer, the unit and the two parameters. */
  public boolean isIn(NetworkSpec network) {
    return layer >= 0
        && layer < network.layers().size()
        && network.layers().get(layer).name().equals(layerName)
        && neuron >= 0
        && neuron < network.layers().get(layer).units()
        && input0 != input1
        && isInput(network, input0)
        && isInput(network, input1);
  }

  private boolean isInput(NetworkSpec network, int input) {
    return input == BIAS
        ? network.layout().hasBias(layer)
        : input >= 0 && input < network.layerInputs(layer);
  }

  /** Where the first of the two lies in the flat parameters of a network that has it. */
  public int place0(ParameterLayout layout) {
    return place(layout, input0);
  }

  /** Where the second of the two lies. */
  public int place1(ParameterLayout layout) {
    return place(layout, input1);
  }

  private int place(ParameterLayout layout, int input) {
    if (input == BIAS) {
      return layout.block(layer, Param.B).offset() + neuron;
    }
    ParameterBlock w = layout.weights(layer);
    return w.offset() + neuron * w.cols() + input;
  }
}
