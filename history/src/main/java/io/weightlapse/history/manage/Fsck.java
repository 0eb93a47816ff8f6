// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import io.weightlapse.history.Home;
import io.weightlapse.history.Partitions;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Store;
import io.weightlapse.history.TableManifest;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Layer;
import io.weightlapse.history.compact.Cleaner;
import io.weightlapse.history.compact.PathTables;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Looks for what crashes, full disks and copying by hand leave in a home, and repairs what can be
 * repaired without losing a row: torn files are set aside, leftovers deleted, paths that do not
 * agree with their manifest taken out of it.
 */
public final class Fsck {
  /** Younger temporary files may be being written. */
  static final Duration YOUNG = Duration.ofHours(1);

  /** How much to read. */
  public enum Depth {
    /** Names, lengths, beginnings and ends of files. */
    FOOTERS,
    /** Every row of the paths, whose checksums the manifest has. */
    ROWS
  }

  /** What can be done about a finding. */
  @FunctionalInterface
  private interface Repair {
    String make() throws IOException;
  }

  /**
   * Something that is wrong.
   *
   * @param run of which run
   * @param path the file or folder
   * @param problem what is wrong
   * @param repaired what was done about it; empty if nothing
   */
  public record Finding(String run, String path, String problem, String repaired) {
    /** Whether it still is. */
    public boolean left() {
      return repaired.isEmpty();
    }
  }

  /** Whether to change anything. */
  public enum Mode {
    /** Only look. */
    LOOK,
    /** Repair what can be repaired. */
    REPAIR
  }

  private final Home home;
  private final Depth depth;
  private final Mode mode;
  private final Clock clock;
  private final List<Finding> findings = new ArrayList<>();

  /** A check of a home; does no I/O. */
  public Fsck(Home home, Depth depth, Mode mode) {
    this(home, depth, mode, Clock.systemUTC());
  }

  Fsck(Home home, Depth depth, Mode mode, Clock clock) {
    this.home = home;
    this.depth = depth;
    this.mode = mode;
    this.clock = clock;
  }

  /** Every run that the home knows of, also by leftovers only. */
  public List<String> runs() throws IOException {
    Set<String> runs = new TreeSet<>(RunFolders.known(home));
    runs.addAll(new Runs(home).names());
    return List.copyOf(runs);
  }

  /** Checks one run. */
  public List<Finding> check(String run) throws IOException {
    findings.clear();
    String folder = home.runFolder(run);
    for (String marker : List.of(RunRemover.MARKER, RunImport.MARKER)) {
      if (home.store().exists(folder + marker)
          && (marker.equals(RunRemover.MARKER) || !home.store().exists(folder + "/run.json"))) {
        found(
            run,
            folder,
            marker.equals(RunRemover.MARKER) ? "is half removed" : "is half imported",
            () -> {
              new RunRemover(home).remove(run);
              return "removed the rest";
            });
        return List.copyOf(findings);
      }
    }
    if (!home.store().exists(folder + "/run.json")) {
      found(run, folder, "has files but no run.json", null);
    } else {
      manifest(run);
    }
    temporaries(run);
    torn(run);
    claims(run);
    paths(run);
    return List.copyOf(findings);
  }

  private void found(String run, String path, String problem, Repair repair) throws IOException {
    String done = mode == Mode.REPAIR && repair != null ? repair.make() : "";
    findings.add(new Finding(run, path, problem, done));
  }

  private void manifest(String run) throws IOException {
    try {
      new Runs(home).started(run);
      new Runs(home).ended(run);
    } catch (IOException | RuntimeException e) {
      found(run, home.runFolder(run), "cannot be read: " + e.getMessage(), null);
    }
  }

  private List<RunFolders.StoredFile> files(String run) throws IOException {
    List<RunFolders.StoredFile> files = RunFolders.files(home, home.runFolder(run));
    for (String table : RunFolders.tables(home, run)) {
      files.addAll(RunFolders.files(home, table));
    }
    for (String named : RunFolders.NAMED) {
      files.addAll(RunFolders.files(home, named + "/" + run));
    }
    return files;
  }

  private void temporaries(String run) throws IOException {
    Instant old = clock.instant().minus(YOUNG);
    for (RunFolders.StoredFile f : files(run)) {
      if (f.temporary() && f.modified().isBefore(old)) {
        found(
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

  private void torn(String run) throws IOException {
    Map<String, String> ofManifest = manifestFiles(run);
    for (String table : RunFolders.tables(home, run)) {
      for (RunFolders.StoredFile f : RunFolders.files(home, table)) {
        if (!f.name().endsWith(".parquet") || f.name().startsWith("_")) {
          continue;
        }
        Optional<String> problem = PathTables.torn(home, f.path());
        if (problem.isPresent() && !ofManifest.containsKey(f.path())) {
          // The name that readers pass over keeps the bytes for whoever wants to look at them.
          String aside = f.path().replaceAll("/([^/]*)$", "/_torn-$1");
          found(
              run,
              f.path(),
              "is torn: " + problem.get(),
              () -> {
                home.store().publish(f.path(), aside);
                return "set aside as " + aside.substring(aside.lastIndexOf('/') + 1);
              });
        }
      }
    }
  }

  private void claims(String run) throws IOException {
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
        found(
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

  private Map<String, String> manifestFiles(String run) throws IOException {
    Map<String, String> files = new HashMap<>();
    try {
      Optional<TableManifest> manifest = TableManifest.latest(home, run);
      if (manifest.isPresent()) {
        manifest
            .get()
            .layers()
            .forEach(
                (layer, l) ->
                    files(run, layer, l).keySet().forEach(path -> files.put(path, layer)));
      }
    } catch (IOException e) {
      // said by paths
    }
    return files;
  }

  private Map<String, DataFile> files(String run, String layer, Layer l) {
    Map<String, DataFile> files = new TreeMap<>();
    String folder = "/layer=" + Partitions.escape(layer) + "/";
    for (DataFile f : l.paths()) {
      files.put(home.pathsFolder(run) + folder + f.name(), f);
    }
    files.put(home.pathStepsFolder(run) + folder + l.steps().name(), l.steps());
    return files;
  }

  private void paths(String run) throws IOException {
    Optional<TableManifest> manifest;
    try {
      manifest = TableManifest.latest(home, run);
    } catch (IOException e) {
      found(run, home.runFolder(run), e.getMessage(), null);
      return;
    }
    Map<String, Layer> good = new TreeMap<>(manifest.map(TableManifest::layers).orElse(Map.of()));
    for (Map.Entry<String, Layer> e : Map.copyOf(good).entrySet()) {
      for (Map.Entry<String, DataFile> f : files(run, e.getKey(), e.getValue()).entrySet()) {
        Optional<String> problem =
            PathTables.differs(home, f.getKey(), f.getValue(), depth == Depth.ROWS);
        if (problem.isPresent()) {
          boolean kept = e.getValue().asWritten() == AsWritten.KEPT;
          found(
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
    Instant old = clock.instant().minus(YOUNG);
    boolean leftovers = false;
    for (String path : unlisted) {
      if (modified(path).isBefore(old)) {
        leftovers = true;
        found(run, path, "was left by a compaction that died", () -> "deleted");
      }
    }
    boolean changed = !good.equals(manifest.map(TableManifest::layers).orElse(Map.of()));
    if (mode == Mode.REPAIR && (changed || leftovers)) {
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
