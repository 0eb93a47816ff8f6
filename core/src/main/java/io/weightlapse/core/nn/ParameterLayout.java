// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.ArrayList;
import java.util.List;

/**
 * Where each tensor lies in the flat parameter vector: layer after layer, weights (out, in) row
 * major, then the bias. The order of DL4J's parameter vector and of PyTorch's state dict.
 */
public final class ParameterLayout {
  private final List<ParameterBlock> blocks;
  private final int size;

  ParameterLayout(NetworkSpec spec) {
    List<ParameterBlock> list = new ArrayList<>();
    int offset = 0;
    for (int l = 0; l < spec.layers().size(); l++) {
      LayerSpec layer = spec.layers().get(l);
      int in = spec.layerInputs(l);
      list.add(new ParameterBlock(l, layer.name(), Param.W, offset, layer.units(), in));
      offset = Math.addExact(offset, Math.multiplyExact(layer.units(), in));
      if (layer.bias()) {
        list.add(new ParameterBlock(l, layer.name(), Param.B, offset, layer.units(), 1));
        offset = Math.addExact(offset, layer.units());
      }
    }
    this.blocks = List.copyOf(list);
    this.size = offset;
  }

  /** All tensors, in order. */
  public List<ParameterBlock> blocks() {
    return blocks;
  }

  /** Number of parameters. */
  public int size() {
    return size;
  }

  /** The weights of a layer, by index. */
  public ParameterBlock weights(int layer) {
    return block(layer, Param.W);
  }

  /** Whether the layer has a bias. */
  public boolean hasBias(int layer) {
    return blocks.stream().anyMatch(b -> b.layer() == layer && b.param() == Param.B);
  }

  /** The tensor of a layer, by index. */
  public ParameterBlock block(int layer, Param param) {
    return blocks.stream()
        .filter(b -> b.layer() == layer && b.param() == param)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no " + param.label() + " in layer " + layer));
  }

  /** The tensor of a layer, by name; null if the network has none such. */
  public ParameterBlock find(String layerName, Param param) {
    for (ParameterBlock b : blocks) {
      if (b.param() == param && b.layerName().equals(layerName)) {
        return b;
      }
    }
    return null;
  }
}
