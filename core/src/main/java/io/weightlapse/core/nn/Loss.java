// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.Locale;

/** A loss over a minibatch. */
public enum Loss {
  /** Mean over every element of the batch of (output - target)^2. */
  MSE,
  /** Mean over the samples of -log softmax(logits)[class]; targets are one-hot rows. */
  SOFTMAX_CROSS_ENTROPY;

  /** The name in experiment files: {@code softmax_cross_entropy}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
