// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.history.Home;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file in a run's folder that asks its task to stop, in whichever process that runs: a task of a
 * cancelled Spark job could not tell its driver what it has done.
 */
final class StopFlag {
  private static final Logger LOG = LoggerFactory.getLogger(StopFlag.class);
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Home home;
  private final String path;
  private long looked = System.nanoTime();
  private boolean raised;

  StopFlag(Home home, String run) {
    this.home = home;
    this.path = path(home, run);
  }

  private static String path(Home home, String run) {
    return home.runFolder(run) + "/_stop";
  }

  /** Whether the task is to stop; looks once a second at most. */
  boolean raised() {
    if (!raised && System.nanoTime() - looked > LOOK_NANOS) {
      looked = System.nanoTime();
      try {
        raised = home.store().exists(path);
      } catch (IOException e) {
        LOG.warn("whether run is to stop cannot be seen", e); // training itself needs no answer
      }
    }
    return raised;
  }

  /** Asks the tasks of some runs to stop. */
  static void raise(Home home, List<String> runs) {
    for (String run : runs) {
      try {
        home.replace(path(home, run), new byte[0]);
      } catch (IOException e) {
        LOG.warn("run {} cannot be asked to stop", run, e); // its job is cancelled later
      }
    }
  }

  /** Asks nobody any more. */
  static void lower(Home home, List<String> runs) throws IOException {
    for (String run : runs) {
      home.store().delete(path(home, run));
    }
  }
}
