// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * What a pass needs to know of a layer.
 *
 * @param weights where its weights begin in the flat parameters
 * @param bias where its bias begins, or -1
 */
record LayerShape(
    int units, int inputs, int weights, int bias, Activation activation, boolean residual) {
  static List<LayerShape> of(NetworkSpec network) {
    ParameterLayout layout = network.layout();
    List<LayerShape> all = new ArrayList<>();
    for (int l = 0; l < network.layers().size(); l++) {
      LayerSpec layer = network.layers().get(l);
      all.add(
          new LayerShape(
              layer.units(),
              network.layerInputs(l),
              layout.weights(l).offset(),
              layout.hasBias(l) ? layout.block(l, Param.B).offset() : -1,
              layer.activation(),
              layer.residual()));
    }
    return all;
  }

  boolean hasBias() {
    return bias >= 0;
  }

  /** The parameter after this layer's last one. */
  int end() {
    return hasBias() ? bias + units : weights + units * inputs;
  }
}
