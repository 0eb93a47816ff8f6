// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.io.IOException;

/**
 * Removes runs with everything of them. First the run stops being one (its run.json goes), then its
 * files go; a removal that was killed is finished by removing the run again, or by {@link Fsck}.
 */
public final class RunRemover {
  /** Marks a run whose removal has begun. */
  static final String MARKER = "/_removing";

  private final Home home;

  /** A remover; does no I/O. */
  public RunRemover(Home home) {
    this.home = home;
  }

  /** What to do with a run that has not ended. */
  public enum Unfinished {
    /** Fail: something may be writing it. */
    REFUSE,
    /** Remove it. */
    TAKE
  }

  /** Fails if there is no such run, or if it may not be removed. */
  public void check(String run, Unfinished unfinished) throws IOException {
    Names.require("run", run);
    Runs runs = new Runs(home);
    boolean half = home.store().exists(home.runFolder(run) + MARKER);
    if (!half) {
      runs.started(run);
      if (unfinished == Unfinished.REFUSE && runs.ended(run).isEmpty()) {
        throw new UserException(
            "run " + run + " has not ended: stop it first, or give --force", 1, null);
      }
    }
  }

  /** Removes a run. */
  public void remove(String run) throws IOException {
    String folder = home.runFolder(run);
    home.replace(folder + MARKER, new byte[0]);
    home.store().delete(folder + "/run.json");
    for (String table : RunFolders.tables(home, run)) {
      home.store().deleteTree(table);
    }
    for (String named : RunFolders.NAMED) {
      home.store().deleteTree(named + "/" + run);
    }
    for (var e : home.store().list(folder)) {
      if (e.folder()) {
        home.store().deleteTree(folder + "/" + e.name());
      } else if (!MARKER.endsWith("/" + e.name())) {
        home.store().delete(folder + "/" + e.name());
      }
    }
    home.store().deleteTree(folder); // the marker last
  }
}
