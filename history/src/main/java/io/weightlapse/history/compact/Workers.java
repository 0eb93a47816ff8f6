// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does pieces of work side by side; where one fails, the rest is not begun. */
final class Workers {
  private Workers() {}

  /** The results, in the order of the work; fails as the first failure did. */
  static <T> List<T> all(int threads, List<? extends Callable<T>> work) throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(threads, work.size())),
            r -> {
              Thread thread = new Thread(r, "weightlapse-compact");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> w : work) {
        futures.add(pool.submit(() -> guarded(w, failed)));
      }
      pool.shutdown();
      Throwable first = null;
      List<T> results = new ArrayList<>();
      for (Future<T> f : futures) {
        try {
          results.add(f.get());
        } catch (ExecutionException e) {
          if (first == null || first instanceof NotBegun) {
            first = e.getCause();
          }
        }
      }
      if (first != null) {
        rethrow(first);
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      failed.set(true);
      end(pool);
    }
  }

  private static <T> T guarded(Callable<T> work, AtomicBoolean failed) throws Exception {
    if (failed.get()) {
      throw new NotBegun();
    }
    try {
      return work.call();
    } catch (Throwable t) {
      failed.set(true);
      throw t;
    }
  }

  /** No thread may still write when the caller cleans up. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    boolean interrupted = false;
    while (true) {
      try {
        if (pool.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(Throwable t) throws IOException {
    if (t instanceof IOException io) {
      throw io;
    }
    if (t instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (t instanceof Error error) {
      throw error;
    }
    throw new IOException(t);
  }

  private static final class NotBegun extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
