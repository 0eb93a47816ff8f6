// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import io.weightlapse.core.nn.Activation;

/** The second derivative of activations; where there is none (RELU at 0), 0. */
final class SecondDerivative {
  private SecondDerivative() {}

  /** At pre-activation {@code z}, where {@code a} is the activation. */
  static double of(Activation activation, double z, double a) {
    return switch (activation) {
      case IDENTITY, RELU, LEAKY_RELU -> 0;
      case TANH -> -2 * a * (1 - a * a);
      case SIGMOID -> a * (1 - a) * (1 - 2 * a);
      case ARCTAN -> -2 * z / ((1 + z * z) * (1 + z * z));
    };
  }
}
