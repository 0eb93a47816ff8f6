// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** Which tensor of a dense layer. */
public enum Param {
  /** Weights, (units, inputs) row major. */
  W("W"),
  /** Bias, (units, 1). */
  B("b");

  private final String label;

  Param(String label) {
    this.label = label;
  }

  /** The name on the wire and in the history: {@code W} or {@code b}. */
  public String label() {
    return label;
  }

  /** The tensor of that label. */
  public static Param of(String label) {
    for (Param p : values()) {
      if (p.label.equals(label)) {
        return p;
      }
    }
    throw new IllegalArgumentException("param must be W or b: was " + label);
  }
}
