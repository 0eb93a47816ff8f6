// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.Locale;

/** Where a run stands. */
public enum RunState {
  /** Started, not ended. */
  RUNNING,
  /** Trained to the end. */
  DONE,
  /** Stopped by the user. */
  STOPPED,
  /** Ended by an error. */
  FAILED;

  /** Lower case, as in files and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
