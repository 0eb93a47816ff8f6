// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

/** Told how a training goes; called on its thread. */
public interface TrainingListener {
  /** Never stops a training. */
  TrainingListener NONE = steps -> true;

  /**
   * Some more updates were made.
   *
   * @param steps number of updates since the last call
   * @return false to stop the training here
   */
  boolean advanced(long steps);

  /** An epoch is over. */
  default void epochEnded(EpochLine line) {}
}
