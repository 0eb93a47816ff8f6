// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

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

  /** Whether somebody asked. */
  public static boolean requested() {
    return requested;
  }
}
