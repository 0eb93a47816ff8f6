// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.util.Optional;
import org.apache.spark.SparkEnv;

/** The process that a task runs in, where that is another than the driver's. */
public final class ThisExecutor {
  private ThisExecutor() {}

  /** For messages: {@code executor 1 on 10.0.0.7}; empty inside the driver. */
  public static Optional<String> name() {
    SparkEnv env = SparkEnv.get();
    return env == null || env.executorId().equals("driver")
        ? Optional.empty()
        : Optional.of(
            "executor " + env.executorId() + " on " + env.blockManager().blockManagerId().host());
  }

  /** A failure to load data that the driver could load. */
  static RuntimeException withoutData(DataFolder folder, RuntimeException why) {
    if (name().isEmpty()) {
      return why;
    }
    UserException said =
        new UserException(
            name().get()
                + " cannot load the data; each executor needs them in "
                + folder.path()
                + " (--data-dir): "
                + Causes.said(why),
            1,
            null); // no cause: the driver says the innermost message
    said.addSuppressed(why);
    return said;
  }

  /**
   * Fails unless this process sees a run that the driver has made: what it stored would be lost on
   * a disk of its own.
   */
  public static void requireRun(Home home, String run) throws IOException {
    if (name().isPresent() && !new Runs(home).exists(run)) {
      throw new UserException(
          name().get()
              + " does not see run "
              + run
              + " in "
              + home
              + "; --home must be storage that every executor reaches",
          1,
          null);
    }
  }
}
