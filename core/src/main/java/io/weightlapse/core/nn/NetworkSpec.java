// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A network of dense layers.
 *
 * @param inputs number of features
 * @param layers at least one; the last one's units are the outputs
 * @param loss what training lowers; softmax cross-entropy takes the last layer's outputs as logits
 */
public record NetworkSpec(int inputs, List<LayerSpec> layers, Loss loss) implements Serializable {
  /** Checks the bounds. */
  public NetworkSpec {
    atLeast("inputs", inputs, 1);
    Objects.requireNonNull(loss, "loss");
    layers = List.copyOf(layers);
    require(!layers.isEmpty(), "layers must have at least one layer: was empty");
    Set<String> names = new HashSet<>();
    for (LayerSpec layer : layers) {
      require(names.add(layer.name()), "layer names must differ: %s is there twice", layer.name());
    }
    require(
        loss != Loss.SOFTMAX_CROSS_ENTROPY || layers.get(layers.size() - 1).units() > 1,
        "units of the last layer must be >= 2 for softmax_cross_entropy: was 1");
    int in = inputs;
    for (LayerSpec layer : layers) {
      require(
          !layer.residual() || layer.units() == in,
          "units of residual layer %s must equal its %d inputs: was %d",
          layer.name(),
          in,
          layer.units());
      in = layer.units();
    }
  }

  /** Whether training drops outputs. */
  public boolean dropsOut() {
    return layers.stream().anyMatch(layer -> layer.dropout() > 0);
  }

  /** Number of outputs. */
  public int outputs() {
    return layers.get(layers.size() - 1).units();
  }

  /** Number of values entering layer {@code l}. */
  public int layerInputs(int l) {
    return l == 0 ? inputs : layers.get(l - 1).units();
  }

  /** Units of the widest layer, inputs counted. */
  public int widest() {
    return layers.stream().mapToInt(LayerSpec::units).reduce(inputs, Math::max);
  }

  /** Index of the layer of that name, or -1. */
  public int layerIndex(String name) {
    for (int l = 0; l < layers.size(); l++) {
      if (layers.get(l).name().equals(name)) {
        return l;
      }
    }
    return -1;
  }

  /** Where each tensor lies in the flat parameter vector. */
  public ParameterLayout layout() {
    return new ParameterLayout(this);
  }
}
