// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import java.util.Locale;

/** When statistics of layers are taken. */
public enum StatisticsCadence {
  /** With every tensor that is kept, and of all tensors at the ends of epochs. */
  SNAPSHOTS,
  /** Of all tensors at the ends of epochs, the initial and the last state. */
  EPOCHS,
  /** Never. */
  NONE;

  /** Lower case, as in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
