// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;

/** What DL4J has; known without loading it. */
public final class Supported {
  private Supported() {}

  /**
   * Fails if DL4J lacks a part of the network.
   *
   * @throws UserException naming the layer and the part
   */
  public static void require(NetworkSpec spec) {
    for (LayerSpec layer : spec.layers()) {
      if (layer.residual()) {
        throw lacks(layer, "residual connections");
      }
      if (layer.activation() == Activation.ARCTAN) {
        throw lacks(layer, "activation " + layer.activation().label());
      }
    }
    LayerSpec last = spec.layers().get(spec.layers().size() - 1);
    if (last.dropout() > 0) {
      throw lacks(last, "dropout of the network's outputs");
    }
  }

  private static UserException lacks(LayerSpec layer, String what) {
    return new UserException("layer " + layer.name() + ": DL4J has no " + what);
  }
}
