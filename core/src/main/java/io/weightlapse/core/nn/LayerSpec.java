// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;
import java.util.Objects;

/**
 * One dense layer: {@code output = mask (activation(W x + b) + (residual ? x : 0))}, where the mask
 * is 1 outside training.
 *
 * @param name such as {@code l1}
 * @param units its width
 * @param activation what follows the product
 * @param bias whether it has one
 * @param dropout probability that training zeroes an output; the others are scaled by 1 / (1 - p)
 * @param residual whether the layer's input is added to its activation; needs as many units as
 *     inputs
 */
public record LayerSpec(
    String name, int units, Activation activation, boolean bias, double dropout, boolean residual)
    implements Serializable {
  /** Checks the bounds. */
  public LayerSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(activation, "activation");
    atLeast("units of layer " + name, units, 1);
    require(
        dropout >= 0 && dropout < 1,
        "dropout of layer %s must be in [0, 1): was %s",
        name,
        dropout);
  }

  /** A layer without dropout or residual connection. */
  public LayerSpec(String name, int units, Activation activation, boolean bias) {
    this(name, units, activation, bias, 0, false);
  }

  /** The same with dropout. */
  public LayerSpec withDropout(double probability) {
    return new LayerSpec(name, units, activation, bias, probability, residual);
  }

  /** The same with its input added. */
  public LayerSpec withResidual() {
    return new LayerSpec(name, units, activation, bias, dropout, true);
  }
}
