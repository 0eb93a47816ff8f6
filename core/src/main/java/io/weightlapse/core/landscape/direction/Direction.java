// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import java.util.OptionalLong;

/**
 * One direction through the space of parameters.
 *
 * @param name what it is, for messages and manifests: {@code random filter}, {@code pca 1}
 * @param values flat, as the parameters
 * @param seed of the random numbers, if it was drawn
 */
public record Direction(String name, float[] values, OptionalLong seed) {
  /** One that was not drawn. */
  public static Direction of(String name, float[] values) {
    return new Direction(name, values, OptionalLong.empty());
  }

  /** Its length. */
  public double norm() {
    return Vectors.norm(values);
  }

  /** The same scaled to the weights; {@link Normalisation#NONE} keeps biases too. */
  public Direction normalised(
      Normalisation normalisation,
      Normalisation.Biases biases,
      NetworkSpec network,
      float[] origin) {
    if (normalisation == Normalisation.NONE) {
      return this;
    }
    float[] scaled = normalisation.apply(network, values, origin, biases);
    return new Direction(name + " " + normalisation.label(), scaled, seed);
  }

  /** The same with length 1. */
  public Direction unit() {
    double norm = DirectionPair.length("of length 1", this);
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (values[i] / norm);
    }
    return new Direction(name, scaled, seed);
  }

  /**
   * Refuses a direction that no line can be drawn along.
   *
   * @throws UserException if its length is 0 or not finite
   */
  public Direction checked() {
    DirectionPair.length("a", this);
    return this;
  }
}
