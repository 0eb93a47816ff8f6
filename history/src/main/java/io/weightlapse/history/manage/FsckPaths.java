// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Store;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Layer;
import io.weightlapse.history.compact.Cleaner;
import io.weightlapse.history.compact.PathTables;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares a run's paths with its manifest, and finds what compactions left. */
final class FsckPaths {
  private final Home home;
  private final String run;
  private final Fsck.Depth depth;
  private final Fsck.Mode mode;
  private final Clock clock;
  private final Fsck.Problems problems;
  private final Fsck.Notes notes;

  FsckPaths(
      Home home,
      String run,
      Fsck.Depth depth,
      Fsck.Mode mode,
      Clock clock,
      Fsck.Problems problems,
      Fsck.Notes notes) {
    this.home = home;
    this.run = run;
    this.depth = depth;
    this.mode = mode;
    this.clock = clock;
    this.problems = problems;
    this.notes = notes;
  }

  /** Whether paths have the rows of a file as written. */
  boolean covers(String path) throws IOException {
    Optional<TableManifest> manifest = TableManifest.latest(home, run);
    for (Map.Entry<String, Layer> e :
        manifest.map(TableManifest::layers).orElse(Map.of()).entrySet()) {
      String folder = home.weightsFolder(run) + "/layer=" + Partitions.escape(e.getKey()) + "/";
      for (Covered c : e.getValue().covered()) {
        if (path.equals(folder + c.name())
            && home.store().input(path).getLength() == c.bytes()
            && e.getValue().asWritten() == AsWritten.KEPT) {
          return true;
        }
      }
    }
    return false;
  }

  /** Files as written that are missing, and whose rows readers take from the paths. */
  Set<String> lost() throws IOException {
    Set<String> lost = new TreeSet<>();
    RunTables tables = RunTables.of(home, run);
    Map<String, Layer> layers = tables.manifest().map(TableManifest::layers).orElse(Map.of());
    for (Map.Entry<String, Layer> e : layers.entrySet()) {
      if (e.getValue().asWritten() == AsWritten.KEPT && inPaths(tables, e.getKey())) {
        String folder = home.weightsFolder(run) + "/layer=" + Partitions.escape(e.getKey()) + "/";
        for (Covered c : e.getValue().covered()) {
          if (!home.store().exists(folder + c.name())) {
            lost.add(folder + c.name());
          }
        }
      }
    }
    return lost;
  }

  private static boolean inPaths(RunTables tables, String layer) {
    return tables.layer(layer).snapshots() == RunTables.Snapshots.IN_PATHS;
  }

  /** The files that the manifest has, with their layers. */
  Map<String, String> manifestFiles() throws IOException {
    Map<String, String> files = new HashMap<>();
    try {
      Optional<TableManifest> manifest = TableManifest.latest(home, run);
      if (manifest.isPresent()) {
        manifest
            .get()
            .layers()
            .forEach(
                (layer, l) -> files(layer, l).keySet().forEach(path -> files.put(path, layer)));
      }
    } catch (IOException e) {
      // said by paths
    }
    return files;
  }

  private Map<String, DataFile> files(String layer, Layer l) {
    Map<String, DataFile> files = new TreeMap<>();
    String folder = "/layer=" + Partitions.escape(layer) + "/";
    for (DataFile f : l.paths()) {
      files.put(home.pathsFolder(run) + folder + f.name(), f);
    }
    files.put(home.pathStepsFolder(run) + folder + l.steps().name(), l.steps());
    return files;
  }

  void check() throws IOException {
    Optional<TableManifest> manifest;
    try {
      manifest = TableManifest.latest(home, run);
    } catch (IOException e) {
      problems.found(run, home.runFolder(run), e.getMessage(), null);
      return;
    }
    RunTables tables = RunTables.of(home, run);
    Map<String, Layer> good = new TreeMap<>(manifest.map(TableManifest::layers).orElse(Map.of()));
    for (Map.Entry<String, Layer> e : Map.copyOf(good).entrySet()) {
      for (Map.Entry<String, DataFile> f : files(e.getKey(), e.getValue()).entrySet()) {
        Optional<String> problem =
            PathTables.differs(home, f.getKey(), f.getValue(), depth == Fsck.Depth.ROWS);
        if (problem.isPresent()) {
          boolean kept = !inPaths(tables, e.getKey()); // else nothing has these rows but the paths
          problems.found(
              run,
              f.getKey(),
              problem.get(),
              kept
                  ? () -> {
                    good.remove(e.getKey());
                    return "taken out of the tables: compact the run again";
                  }
                  : null);
        }
      }
    }
    Cleaner cleaner = new Cleaner(home, run);
    List<String> unlisted = manifest.isPresent() ? cleaner.unlisted(manifest.get()) : cleaner.all();
    Instant old = clock.instant().minus(Fsck.YOUNG);
    boolean leftovers = false;
    for (String path : unlisted) {
      if (modified(path).isBefore(old)) {
        leftovers = true;
        problems.found(run, path, "was left by a compaction that died", () -> "deleted");
      }
    }
    for (String path : lost()) {
      notes.note(run, path, "is missing: readers take its rows from the paths");
    }
    boolean changed = !good.equals(manifest.map(TableManifest::layers).orElse(Map.of()));
    if (mode == Fsck.Mode.REPAIR && (changed || leftovers)) {
      // A new generation first: a compaction that is still at work can publish no more.
      TableManifest next =
          new TableManifest(
              manifest.map(TableManifest::generation).orElse(0L) + 1,
              clock.instant(),
              good,
              manifest.map(TableManifest::garbage).orElse(List.of()));
      if (!next.publish(home, run)) {
        throw new IOException("run " + run + " was compacted meanwhile: check it again");
      }
      cleaner.leftovers(next);
    }
  }

  private Instant modified(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    for (Store.Entry e : home.store().list(path.substring(0, slash))) {
      if (e.name().equals(path.substring(slash + 1))) {
        return e.modified();
      }
    }
    return Instant.MAX; // gone meanwhile
  }
}
