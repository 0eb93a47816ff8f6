// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which files make up the tables of a home at one moment: for compacted runs what the manifest
 * says, for runs that go on only the steps that are stored whole.
 */
public final class Catalogue {
  private record Kind(long maxStep, List<String> covered) {}

  private final List<RunInfo> runs;
  private final Map<StoredTable, Map<Kind, List<String>>> files = new EnumMap<>(StoredTable.class);

  private Catalogue(List<RunInfo> runs) {
    this.runs = runs;
  }

  /** Looks at every run of a home. */
  public static Catalogue of(Home home) throws IOException {
    Runs runs = new Runs(home);
    Catalogue catalogue = new Catalogue(runs.list());
    for (RunInfo run : catalogue.runs) {
      catalogue.add(home, run.run(), runs.wholeSteps(run.run()));
    }
    return catalogue;
  }

  /** The runs, the newest first. */
  public List<RunInfo> runs() {
    return runs;
  }

  /** What to read for a table; empty if there is nothing yet. */
  public List<Scan> scans(StoredTable table) {
    List<Scan> scans = new ArrayList<>();
    files
        .getOrDefault(table, Map.of())
        .forEach((kind, list) -> scans.add(new Scan(list, kind.maxStep(), kind.covered())));
    return scans;
  }

  private void add(Home home, String run, long whole) throws IOException {
    // How far the run is was asked for before its files: they hold all of that, or more.
    Attempts attempts = new Attempts(home.names(home.runFolder(run) + "/_writers"));
    RunTables.of(home, run).layers().forEach((name, layer) -> add(layer, attempts, whole));
    add(StoredTable.METRICS, home, home.metricsFolder(run), attempts, whole);
    add(StoredTable.LAYER_STATS, home, "layer_stats/run=" + run, attempts, whole);
    add(StoredTable.EVALUATION, home, "evaluation/run=" + run, attempts, Long.MAX_VALUE);
    add(StoredTable.SURFACES, home, home.surfacesFolder(run), attempts, Long.MAX_VALUE);
    add(StoredTable.TRAJECTORY, home, "trajectory/run=" + run, attempts, Long.MAX_VALUE);
  }

  private void add(RunTables.Files layer, Attempts attempts, long whole) {
    boolean inPaths = layer.snapshots() == RunTables.Snapshots.IN_PATHS;
    List<String> covered = layer.paths().isEmpty() ? List.of() : layer.pathSteps();
    add(StoredTable.TAIL, layer.tail(), attempts, whole, covered);
    add(
        StoredTable.WRITTEN,
        inPaths ? layer.tail() : layer.asWritten(),
        attempts,
        whole,
        inPaths ? covered : List.of());
    add(StoredTable.PATHS, layer.paths(), attempts, Long.MAX_VALUE, List.of());
    add(StoredTable.PATH_STEPS, layer.pathSteps(), attempts, Long.MAX_VALUE, List.of());
    if (inPaths) {
      add(StoredTable.ONLY_PATHS, layer.paths(), attempts, Long.MAX_VALUE, List.of());
    }
  }

  /** The Parquet files of a folder and of the partitions in it. */
  private void add(StoredTable table, Home home, String folder, Attempts attempts, long whole)
      throws IOException {
    List<String> found = new ArrayList<>();
    for (String name : home.names(folder)) {
      if (name.endsWith(".parquet")) {
        found.add(folder + "/" + name);
      } else if (name.indexOf('=') > 0 && name.indexOf('\\') < 0) {
        add(table, home, folder + "/" + name, attempts, whole);
      }
    }
    add(table, found, attempts, whole, List.of());
  }

  private void add(
      StoredTable table, List<String> paths, Attempts attempts, long whole, List<String> covered) {
    for (String path : paths) {
      long last = attempts.lastStep(path.substring(path.lastIndexOf('/') + 1));
      Kind kind = new Kind(Math.min(whole, last), covered);
      files
          .computeIfAbsent(table, t -> new LinkedHashMap<>())
          .computeIfAbsent(kind, k -> new ArrayList<>())
          .add(path);
    }
  }
}
