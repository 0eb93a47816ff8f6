// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static io.weightlapse.core.util.Checks.atLeast;

import java.io.Serializable;
import java.util.Objects;

/** One dense layer: its units, what follows the product, and whether it has a bias. */
public record LayerSpec(String name, int units, Activation activation, boolean bias)
    implements Serializable {
  /** Checks the bounds. */
  public LayerSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(activation, "activation");
    atLeast("units of layer " + name, units, 1);
  }
}
