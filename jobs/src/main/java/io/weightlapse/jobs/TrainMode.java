// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.util.Locale;

/** How a run uses Spark's executors. */
public enum TrainMode {
  /** One task trains the whole run; runs of a sweep go side by side. */
  SINGLE,
  /** Workers train apart for some minibatches, then their parameters and states are averaged. */
  AVERAGING,
  /** Workers send each other the large parts of every update; small ones wait until they add up. */
  SHARING;

  /** The name on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
