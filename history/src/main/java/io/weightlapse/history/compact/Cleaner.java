// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.Store;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Garbage;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removes files of a run's weight tables that no manifest has. */
public final class Cleaner {
  private final Home home;
  private final String run;

  /** A cleaner of one run; does no I/O. */
  public Cleaner(Home home, String run) {
    this.home = home;
    this.run = run;
  }

  /** Deletes what was taken out of the tables longer ago than that; returns how many. */
  public int expired(TableManifest manifest, Duration grace, Instant now) throws IOException {
    int n = 0;
    for (Garbage g : manifest.garbage()) {
      if (!g.since().plus(grace).isAfter(now) && there(home, g)) {
        home.store().delete(g.path());
        n++;
      }
    }
    return n;
  }

  /** Whether the file is still there, and no other has taken its name. */
  static boolean there(Home home, Garbage g) throws IOException {
    return home.store().exists(g.path()) && home.store().input(g.path()).getLength() == g.bytes();
  }

  /** How many files still wait for their grace period to end. */
  public int pending(TableManifest manifest) throws IOException {
    int n = 0;
    for (Garbage g : manifest.garbage()) {
      n += there(home, g) ? 1 : 0;
    }
    return n;
  }

  /**
   * Deletes what earlier compactions left that died, and older manifests. Only whoever has just
   * published that manifest may do so: a compaction that still runs can publish no more then.
   */
  public int leftovers(TableManifest manifest) throws IOException {
    List<String> files = unlisted(manifest);
    older(manifest);
    for (String file : files) {
      home.store().delete(file);
    }
    return files.size();
  }

  /** Deletes the manifests before that one. */
  void older(TableManifest manifest) throws IOException {
    for (long generation : TableManifest.generations(home, run)) {
      if (generation < manifest.generation()) {
        home.store().delete(TableManifest.path(home, run, generation));
      }
    }
  }

  /** The files in the folders of paths that a manifest does not know. */
  public List<String> unlisted(TableManifest manifest) throws IOException {
    Set<String> listed = new HashSet<>();
    for (Map.Entry<String, Layer> e : manifest.layers().entrySet()) {
      String folder = "/layer=" + Partitions.escape(e.getKey()) + "/";
      for (DataFile f : e.getValue().paths()) {
        listed.add(home.pathsFolder(run) + folder + f.name());
      }
      listed.add(home.pathStepsFolder(run) + folder + e.getValue().steps().name());
    }
    manifest.garbage().forEach(g -> listed.add(g.path()));
    List<String> files = all();
    files.removeAll(listed);
    return files;
  }

  /** Every file in the folders of paths. */
  public List<String> all() throws IOException {
    List<String> files = new ArrayList<>();
    for (String table : List.of(home.pathsFolder(run), home.pathStepsFolder(run))) {
      for (Store.Entry e : home.store().list(table)) {
        String path = table + "/" + e.name();
        if (e.folder()) {
          for (Store.Entry file : home.store().list(path)) {
            files.add(path + "/" + file.name());
          }
        } else {
          files.add(path);
        }
      }
    }
    return files;
  }

  /** Deletes what a compaction wrote that gives up. */
  void undo(String prefix) throws IOException {
    for (String file : all()) {
      String name = file.substring(file.lastIndexOf('/') + 1);
      if (name.startsWith(prefix) || name.startsWith("_tmp-" + prefix)) {
        home.store().delete(file);
      }
    }
  }
}
