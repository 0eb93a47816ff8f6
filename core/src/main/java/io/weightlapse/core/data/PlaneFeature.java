// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/** A column made of the two coordinates of a point. */
public enum PlaneFeature {
  /** The first coordinate. */
  X1("x1", (x, y) -> x),
  /** The second coordinate. */
  X2("x2", (x, y) -> y),
  /** The square of the first. */
  X1_SQUARED("x1^2", (x, y) -> x * x),
  /** The square of the second. */
  X2_SQUARED("x2^2", (x, y) -> y * y),
  /** Their product. */
  PRODUCT("x1*x2", (x, y) -> x * y),
  /** The sine of the first. */
  SIN_X1("sin(x1)", (x, y) -> StrictMath.sin(x)),
  /** The sine of the second. */
  SIN_X2("sin(x2)", (x, y) -> StrictMath.sin(y));

  private final String label;
  private final DoubleBinaryOperator formula;

  PlaneFeature(String label, DoubleBinaryOperator formula) {
    this.label = label;
    this.formula = formula;
  }

  /** The name in YAML. */
  public String label() {
    return label;
  }

  /** Its value at a point. */
  public float at(float x1, float x2) {
    return (float) formula.applyAsDouble(x1, x2);
  }

  /** The one of that name. */
  public static PlaneFeature of(String label) {
    return Arrays.stream(values())
        .filter(f -> f.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "data.features must be of "
                        + String.join(
                            ", ", Arrays.stream(values()).map(PlaneFeature::label).toList())
                        + ": was "
                        + label));
  }
}
