// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.parquet.schema.MessageType;

/** What the files of a run hold together, for whoever checks it. Reads no values. */
public final class RunAudit {
  private final Home home;
  private final String run;

  /** An audit of a run; does no I/O. */
  public RunAudit(Home home, String run) {
    this.home = home;
    this.run = run;
  }

  /**
   * The steps of the model that each layer has, with their epochs, by the layer's name. Reads every
   * row's step.
   */
  public Map<String, NavigableMap<Long, Integer>> steps() throws IOException {
    Map<String, NavigableMap<Long, Integer>> all = new TreeMap<>();
    for (Map.Entry<String, RunTables.Files> e : RunTables.of(home, run).layers().entrySet()) {
      NavigableMap<Long, Integer> steps = new TreeMap<>();
      RunTables.Files files = e.getValue();
      if (files.snapshots() == RunTables.Snapshots.IN_PATHS) {
        for (String path : files.pathSteps()) {
          steps(path, Tables.PATH_STEPS, steps);
        }
      }
      for (String path : files.asWritten()) {
        steps(path, Tables.WEIGHTS, steps);
      }
      all.put(e.getKey(), steps);
    }
    return all;
  }

  /**
   * The steps of each layer, by its name: of the model and of all workers, and how many of them
   * have each step. Reads every row's step.
   */
  public Map<String, NavigableMap<Long, Integer>> copies() throws IOException {
    Map<String, NavigableMap<Long, Integer>> all = new TreeMap<>();
    for (Map.Entry<String, RunTables.Files> e : RunTables.of(home, run).layers().entrySet()) {
      NavigableMap<Long, Set<Integer>> workers = new TreeMap<>();
      RunTables.Files files = e.getValue();
      if (files.snapshots() == RunTables.Snapshots.IN_PATHS) {
        for (String path : files.pathSteps()) {
          workers(path, Tables.PATH_STEPS, workers);
        }
      }
      for (String path : files.asWritten()) {
        workers(path, Tables.WEIGHTS, workers);
      }
      NavigableMap<Long, Integer> copies = new TreeMap<>();
      workers.forEach((step, who) -> copies.put(step, who.size()));
      all.put(e.getKey(), copies);
    }
    return all;
  }

  private void workers(String path, MessageType table, Map<Long, Set<Integer>> to)
      throws IOException {
    try (TableReader rows = new TableReader(home.store().input(path), table, "step", "worker")) {
      while (rows.next()) {
        to.computeIfAbsent(rows.getLong(0), step -> new HashSet<>()).add(rows.getInt(1));
      }
    }
  }

  private void steps(String path, MessageType table, Map<Long, Integer> to) throws IOException {
    try (TableReader rows =
        new TableReader(home.store().input(path), table, "step", "worker", "epoch")) {
      while (rows.next()) {
        if (rows.getInt(1) == Event.MODEL) {
          to.put(rows.getLong(0), rows.getInt(2));
        }
      }
    }
  }

  /**
   * The step up to which everything is stored, by what the run says of itself; empty if it says
   * nothing. To be asked for before {@link #lastStep}, of a run that goes on.
   */
  public OptionalLong claimedStep() throws IOException {
    long whole = new Runs(home).stored(run).map(Progress::whole).orElse(-1L);
    return whole < 0 ? OptionalLong.empty() : OptionalLong.of(whole);
  }

  /** The last step that any table of the training has, by the bounds of its files; -1 if none. */
  public long lastStep() throws IOException {
    long last = -1;
    for (RunTables.Files files : RunTables.of(home, run).layers().values()) {
      last = Math.max(last, last(files.asWritten(), Tables.WEIGHTS));
      if (files.snapshots() == RunTables.Snapshots.IN_PATHS) {
        last = Math.max(last, last(files.pathSteps(), Tables.PATH_STEPS));
      }
    }
    last = Math.max(last, last(StepMerge.files(home, home.metricsFolder(run)), Tables.METRICS));
    return Math.max(
        last, last(StepMerge.files(home, home.layerStatsFolder(run)), StatsTable.SCHEMA));
  }

  private long last(List<String> paths, MessageType table) throws IOException {
    long last = -1;
    for (String path : paths) {
      last = Math.max(last, last(path, table));
    }
    return last;
  }

  private long last(String path, MessageType table) throws IOException {
    try (TableReader footer = new TableReader(home.store().input(path), table, "step")) {
      return footer.maxStep();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return -1; // replaced meanwhile
    }
  }

  /** Makes a run that has not ended say of itself what its tables hold. */
  public void correctProgress() throws IOException {
    Progress progress = new Progress();
    new HistorySource(home, run)
        .kinds(java.util.Set.of(io.weightlapse.core.event.Metric.class))
        .deliver(
            event -> {
              if (event instanceof io.weightlapse.core.event.Metric metric) {
                progress.add(metric);
              }
            });
    progress.whole(lastStep());
    new Runs(home).progress(run, progress);
  }

  /** Rows of weights and metrics that two files have, though no resume explains it. */
  public List<DoubleRows> doubleRows() throws IOException {
    List<DoubleRows> found = new ArrayList<>();
    for (RunTables.Files files : RunTables.of(home, run).layers().values()) {
      found.addAll(DoubleRows.of(home, run, files.asWritten(), Tables.WEIGHTS, DoubleRows.WEIGHTS));
    }
    List<String> metrics = StepMerge.files(home, home.metricsFolder(run));
    found.addAll(DoubleRows.of(home, run, metrics, Tables.METRICS, DoubleRows.METRICS));
    return found;
  }
}
