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

  private static Runnable hearer; // null for none

  private StopSignal() {}

  /** Until it is closed, somebody takes care of the job's tasks. */
  public interface Hearing extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Says who takes care that the tasks stop, wherever they run; without anybody, a cluster's jobs
   * are cancelled.
   */
  public static synchronized Hearing hear(Runnable whenRequested) {
    hearer = whenRequested;
    if (requested) {
      whenRequested.run();
    }
    return StopSignal::deaf;
  }

  private static synchronized void deaf() {
    hearer = null;
  }

  /**
   * Asks for it.
   *
   * @return whether somebody takes care of it
   */
  public static synchronized boolean request() {
    requested = true;
    if (hearer != null) {
      hearer.run();
    }
    return hearer != null;
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
