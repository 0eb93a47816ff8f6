// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

/** How classes are written as targets. */
public enum Labels {
  /** One target for each class: 1 for the sample's, 0 for the others. */
  ONE_HOT("one-hot"),
  /** One target: 0 or 1. */
  ZERO_ONE("zero-one"),
  /** One target: -1 or 1. */
  SIGNED("signed");

  private final String label;

  Labels(String label) {
    this.label = label;
  }

  /** The name in YAML. */
  public String label() {
    return label;
  }

  /** Targets of a sample. */
  int outputs(int classes) {
    return this == ONE_HOT ? classes : 1;
  }

  /** Where a single output parts the classes. */
  float threshold() {
    return this == SIGNED ? 0 : Dataset.HALF;
  }

  /** Writes the targets of a sample of a class. */
  void put(int label, float[] targets, int offset) {
    switch (this) {
      case ONE_HOT -> targets[offset + label] = 1;
      case ZERO_ONE -> targets[offset] = label;
      case SIGNED -> targets[offset] = 2 * label - 1;
    }
  }
}
