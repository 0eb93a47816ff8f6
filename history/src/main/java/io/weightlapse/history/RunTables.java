// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TableManifest.Covered;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableManifest.Layer;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The weight tables of one run as they are now: what a reader reads, compacted or not. Whoever
 * keeps one for longer than the grace period of a compaction may find files gone.
 *
 * @param run its id
 * @param manifest the manifest that counted; empty for a run that was never compacted
 * @param layers the files of each layer, by its name
 */
public record RunTables(String run, Optional<TableManifest> manifest, Map<String, Files> layers) {
  /**
   * The files of a layer, as paths in the home. All rows are in {@code paths} and {@code tail}
   * together. All rows are in {@code asWritten}, too, where {@code snapshots} says so; else {@code
   * asWritten} is the tail. What a resumed run has written twice, with the same values, may be both
   * in the paths and in the tail.
   *
   * @param paths weight-major files ({@code paths}); empty if there are none to be trusted
   * @param pathSteps steps and epochs of the paths ({@code path_steps})
   * @param tail files as written ({@code weights}) that the paths do not cover
   * @param asWritten files as written that may be read
   * @param snapshots where whole snapshots are
   */
  public record Files(
      List<String> paths,
      List<String> pathSteps,
      List<String> tail,
      List<String> asWritten,
      Snapshots snapshots)
      implements Serializable {}

  /** Where the whole snapshots of a layer are. */
  public enum Snapshots {
    /** In the files as written alone. */
    AS_WRITTEN,
    /** In the paths, and in the files as written that came after them. */
    IN_PATHS
  }

  /** Looks at a run; one listing of its folder and one of each layer's. */
  public static RunTables of(Home home, String run) throws IOException {
    Optional<TableManifest> manifest = TableManifest.latest(home, run);
    Map<String, Layer> compacted = manifest.map(TableManifest::layers).orElse(Map.of());
    Set<String> names = new HashSet<>(compacted.keySet());
    names.addAll(HistorySource.partitions(home, home.weightsFolder(run), "layer"));
    Map<String, Files> layers = new TreeMap<>();
    for (String name : names) {
      layers.put(name, files(home, run, name, Optional.ofNullable(compacted.get(name))));
    }
    return new RunTables(run, manifest, layers);
  }

  /** The files of a layer; all lists are empty if the run has no such layer. */
  public Files layer(String name) {
    Files files = layers.get(name);
    return files != null
        ? files
        : new Files(List.of(), List.of(), List.of(), List.of(), Snapshots.AS_WRITTEN);
  }

  private static Files files(Home home, String run, String name, Optional<Layer> compacted)
      throws IOException {
    String folder = "/layer=" + Partitions.escape(name);
    Map<String, Long> there = new TreeMap<>();
    for (Store.Entry e : home.store().list(home.weightsFolder(run) + folder)) {
      if (!e.folder() && e.name().endsWith(".parquet") && !e.name().startsWith("_")) {
        there.put(e.name(), e.bytes());
      }
    }
    List<String> all = paths(home.weightsFolder(run) + folder, there.keySet());
    if (compacted.isEmpty()) {
      return new Files(List.of(), List.of(), all, all, Snapshots.AS_WRITTEN);
    }
    Layer layer = compacted.get();
    boolean kept = layer.asWritten() == AsWritten.KEPT;
    for (Covered c : layer.covered()) {
      boolean same = Long.valueOf(c.bytes()).equals(there.get(c.name()));
      if (kept && !same) {
        // A resumed attempt has replaced what it had written: the paths are of rows that are gone.
        return new Files(List.of(), List.of(), all, all, Snapshots.AS_WRITTEN);
      }
      if (same) {
        there.remove(c.name());
      }
    }
    List<String> tail = paths(home.weightsFolder(run) + folder, there.keySet());
    return new Files(
        paths(home.pathsFolder(run) + folder, layer.paths().stream().map(DataFile::name).toList()),
        List.of(home.pathStepsFolder(run) + folder + "/" + layer.steps().name()),
        tail,
        kept ? all : tail,
        kept ? Snapshots.AS_WRITTEN : Snapshots.IN_PATHS);
  }

  private static List<String> paths(String folder, Iterable<String> names) {
    List<String> paths = new ArrayList<>();
    names.forEach(name -> paths.add(folder + "/" + name));
    return List.copyOf(paths);
  }
}
