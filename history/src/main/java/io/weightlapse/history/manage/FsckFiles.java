// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.history.Home;
import io.weightlapse.history.compact.PathTables;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Looks at the files of a run one by one: what is torn, damaged, left behind, or of a writer that
 * nobody knows.
 */
final class FsckFiles {
  private final Home home;
  private final String run;
  private final Fsck.Depth depth;
  private final Clock clock;
  private final Fsck.Problems problems;
  private final FsckPaths paths;

  FsckFiles(
      Home home,
      String run,
      Fsck.Depth depth,
      Clock clock,
      Fsck.Problems problems,
      FsckPaths paths) {
    this.home = home;
    this.run = run;
    this.depth = depth;
    this.clock = clock;
    this.problems = problems;
    this.paths = paths;
  }

  void check() throws IOException {
    unsettled();
    temporaries();
    torn();
    claims();
  }

  private List<RunFolders.StoredFile> files() throws IOException {
    List<RunFolders.StoredFile> files = RunFolders.files(home, home.runFolder(run));
    for (String table : RunFolders.tables(home, run)) {
      files.addAll(RunFolders.files(home, table));
    }
    for (String named : RunFolders.NAMED) {
      files.addAll(RunFolders.files(home, named + "/" + run));
    }
    return files;
  }

  private void unsettled() throws IOException {
    for (RunFolders.StoredFile f : files()) {
      if (home.store().unsettled(f.path())) {
        problems.found(
            run,
            f.path(),
            "has another name: its writer was killed while it replaced it",
            () -> {
              home.store().settle(f.path());
              return "named again";
            });
      }
    }
  }

  private void temporaries() throws IOException {
    Instant old = clock.instant().minus(Fsck.YOUNG);
    for (RunFolders.StoredFile f : files()) {
      if (f.temporary() && f.modified().isBefore(old)) {
        problems.found(
            run,
            f.path(),
            "was left by a process that died",
            () -> {
              home.store().delete(f.path());
              return "deleted";
            });
      }
    }
  }

  private void torn() throws IOException {
    Map<String, String> ofManifest = paths.manifestFiles();
    for (String table : RunFolders.tables(home, run)) {
      for (RunFolders.StoredFile f : RunFolders.files(home, table)) {
        if (!f.name().endsWith(".parquet") || f.name().startsWith("_")) {
          continue;
        }
        Optional<String> problem = PathTables.torn(home, f.path());
        if (problem.isEmpty() && depth == Fsck.Depth.ROWS && !ofManifest.containsKey(f.path())) {
          damaged(f.path());
        }
        if (problem.isPresent() && !ofManifest.containsKey(f.path())) {
          String aside = aside(f.path());
          problems.found(
              run,
              f.path(),
              "is torn: " + problem.get(),
              () -> {
                home.store().publish(f.path(), aside);
                return "set aside as "
                    + name(aside)
                    + (paths.lost().contains(f.path()) ? "; the paths have its rows" : "");
              });
        }
      }
    }
  }

  /** A file that is whole but for a page: nothing else has its other rows, unless paths do. */
  private void damaged(String path) throws IOException {
    Optional<String> problem = PathTables.damaged(home, path);
    if (problem.isPresent()) {
      Fsck.Repair aside =
          () -> {
            home.store().publish(path, aside(path));
            return "set aside as " + name(aside(path)) + "; the paths have its rows";
          };
      problems.found(run, path, "is damaged: " + problem.get(), paths.covers(path) ? aside : null);
    }
  }

  /** The name that readers pass over keeps the bytes for whoever wants to look at them. */
  private static String aside(String path) {
    return path.replaceAll("/([^/]*)$", "/_torn-$1");
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void claims() throws IOException {
    TreeMap<String, String> writers = new TreeMap<>();
    for (String table : RunFolders.tables(home, run)) {
      boolean derived =
          table.equals(home.pathsFolder(run)) || table.equals(home.pathStepsFolder(run));
      for (RunFolders.StoredFile f :
          derived ? List.<RunFolders.StoredFile>of() : RunFolders.files(home, table)) {
        if (f.name().matches("[A-Za-z0-9].*-\\d{5}\\.parquet")) {
          writers.putIfAbsent(f.name().replaceAll("-\\d{5}\\.parquet$", ""), f.path());
        }
      }
    }
    for (Map.Entry<String, String> w : writers.entrySet()) {
      String claim = home.runFolder(run) + "/_writers/" + w.getKey();
      if (!home.store().exists(claim)) {
        problems.found(
            run,
            w.getValue(),
            "is of writer " + w.getKey() + ", which has no claim",
            () -> {
              home.replace(claim, new byte[] {'f', 's', 'c', 'k'});
              return "claimed: an attempt that was paused can write no more";
            });
      }
    }
  }
}
