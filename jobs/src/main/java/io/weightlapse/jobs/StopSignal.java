// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;

/**
 * Asks the tasks of this process to stop at the next good place, as Ctrl-C does. On a cluster the
 * driver cancels the job instead, and tasks see that through their own context.
 */
public final class StopSignal {
  private static volatile boolean requested;

  private StopSignal() {}

  /** Asks for it. */
  public static void request() {
    requested = true;
  }

  /** Fails if somebody asked: for the driver, between jobs. */
  public static void check() {
    if (requested) {
      throw new UserException("stopped; what was finished is stored", 1, null);
    }
  }

  /** Begins anew: for the next job of the same process. */
  public static void clear() {
    requested = false;
  }

  /** Whether somebody asked. */
  public static boolean requested() {
    return requested;
  }
}
