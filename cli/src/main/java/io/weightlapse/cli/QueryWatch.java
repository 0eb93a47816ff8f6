// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.history.query.DuckQuery;

/**
 * Looks at a query while it runs: Ctrl-C ends it, and on a terminal it shows how far it is. The bar
 * goes to standard error, the result to standard output.
 */
final class QueryWatch implements AutoCloseable {
  private static final long LOOK_MILLIS = 100;

  /** Queries that are answered before that show no bar. */
  private static final long PATIENCE_MILLIS = 2_000;

  private final DuckQuery query;
  private final Interrupt interrupt;
  private final Thread thread = new Thread(this::look, "weightlapse-query-watch");

  QueryWatch(DuckQuery query, Interrupt interrupt) {
    this.query = query;
    this.interrupt = interrupt;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void look() {
    long begun = System.nanoTime();
    Progress bar = null;
    try {
      while (!interrupt.await(LOOK_MILLIS)) {
        double percent = query.percent();
        if (bar == null && (System.nanoTime() - begun) / 1_000_000 > PATIENCE_MILLIS) {
          bar = output().progress("query", "%", 100);
        }
        if (bar != null && percent >= 0) {
          bar.at((long) percent);
        }
      }
      query.cancel();
    } catch (InterruptedException e) {
      // the query has ended
    } finally {
      if (bar != null) {
        bar.close();
      }
    }
  }

  private static Output output() {
    return Boolean.getBoolean("weightlapse.tty")
        ? new ConsoleOutput(System.err, System.err, ConsoleOutput.Style.TERMINAL)
        : Output.silent();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
