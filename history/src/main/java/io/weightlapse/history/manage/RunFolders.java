// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.core.util.Names;
import io.weightlapse.history.Home;
import io.weightlapse.history.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where the files of runs lie in a home: whatever tables there are, also those yet to come. */
final class RunFolders {
  /** Folders with one folder a run, named by its id. */
  static final List<String> NAMED = List.of("checkpoints", "animations");

  private static final String PARTITION = "run=";

  private RunFolders() {}

  /** The folders of a run's tables that there are: {@code weights/run=...} and the like. */
  static List<String> tables(Home home, String run) throws IOException {
    List<String> folders = new ArrayList<>();
    for (String table : tables(home)) {
      String folder = table + "/" + PARTITION + Names.require("run", run);
      if (home.store().exists(folder)) {
        folders.add(folder);
      }
    }
    return folders;
  }

  /** Runs that tables, checkpoints or animations know, whether or not they are runs. */
  static Set<String> known(Home home) throws IOException {
    TreeSet<String> runs = new TreeSet<>();
    for (String table : tables(home)) {
      for (Store.Entry e : home.store().list(table)) {
        String name = e.name().startsWith(PARTITION) ? e.name().substring(4) : "";
        if (e.folder() && Names.isName(name)) {
          runs.add(name);
        }
      }
    }
    return runs;
  }

  private static List<String> tables(Home home) throws IOException {
    List<String> tables = new ArrayList<>();
    for (Store.Entry e : home.store().list(".")) {
      boolean other = e.name().equals("runs") || NAMED.contains(e.name());
      if (e.folder() && !other && e.name().matches("[a-z_]+")) {
        tables.add(e.name());
      }
    }
    return tables;
  }

  /** All files under a folder, with their paths in the home. */
  static List<StoredFile> files(Home home, String folder) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Store.Entry e : home.store().list(folder)) {
      String path = folder + "/" + e.name();
      if (e.folder()) {
        files.addAll(files(home, path));
      } else {
        files.add(new StoredFile(path, e.bytes(), e.modified()));
      }
    }
    return files;
  }

  /** A file of a run. */
  record StoredFile(String path, long bytes, java.time.Instant modified) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    boolean temporary() {
      return name().startsWith("_tmp");
    }
  }
}
