// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

/**
 * Two incoming weights of one unit.
 *
 * @param layer index of the layer, from 0
 * @param layerName its name
 * @param neuron unit
 * @param input0 column of the first weight
 * @param input1 column of the second weight
 */
public record NeuronSlice(int layer, String layerName, int neuron, int input0, int input1)
    implements Slice {
  @Override
  public SliceKind kind() {
    return SliceKind.NEURONS;
  }

  /** The slice's name in the history: {@code neurons-l1-n0-w0-w1}. */
  @Override
  public String id() {
    return "neurons-" + layerName + "-n" + neuron + "-w" + input0 + "-w" + input1;
  }
}
