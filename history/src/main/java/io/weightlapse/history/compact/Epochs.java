// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.core.event.Event;
import io.weightlapse.history.Home;
import io.weightlapse.history.PathChecksum;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The steps of each worker, and the epoch of each. Not thread-safe. */
final class Epochs {
  private final TreeMap<Integer, TreeMap<Long, Integer>> workers = new TreeMap<>();
  private long lastStep = -1;
  private int lastWorker = Event.MODEL;

  void add(int worker, long step, int epoch) {
    if (step == lastStep && worker == lastWorker) {
      return; // the next unit of the same snapshot
    }
    workers.computeIfAbsent(worker, w -> new TreeMap<>()).put(step, epoch);
    lastStep = step;
    lastWorker = worker;
  }

  /** Takes over those of later rows. */
  void addAll(Epochs later) {
    later.workers.forEach(
        (worker, steps) -> workers.computeIfAbsent(worker, w -> new TreeMap<>()).putAll(steps));
  }

  /** Those that a layer's paths have now, if the files as written are gone. */
  static Epochs before(Home home, RunTables.Files files, KeptSteps kept) throws IOException {
    Epochs epochs = new Epochs();
    if (files.snapshots() == RunTables.Snapshots.IN_PATHS) {
      for (String path : files.pathSteps()) {
        epochs.read(home, path, kept);
      }
    }
    return epochs;
  }

  private void read(Home home, String path, KeptSteps kept) throws IOException {
    try (TableReader rows =
        new TableReader(home.store().input(path), Tables.PATH_STEPS, "worker", "step", "epoch")) {
      while (rows.next()) {
        long step = rows.getLong(1);
        if (kept.has(step)) {
          add(rows.getInt(0), step, rows.getInt(2));
        }
      }
    }
  }

  /** Writes them as a table of one file. */
  DataFile write(Home home, String folder, String prefix) throws IOException {
    long rows = 0;
    try (PathFiles files = new PathFiles(home, folder, prefix, Tables.PATH_STEPS)) {
      for (Map.Entry<Integer, TreeMap<Long, Integer>> worker : workers.entrySet()) {
        for (Map.Entry<Long, Integer> step : worker.getValue().entrySet()) {
          files.row().add(worker.getKey()).add(step.getKey()).add(step.getValue());
          files.endRow();
          rows++;
        }
      }
      List<String> names = files.finish();
      if (names.size() != 1) { // 4 bytes and 12 of a step: 10 million steps are 160 MB
        throw new IOException("a layer must have at most 16 million steps: had " + rows);
      }
      DataFile written = check(home, folder + "/" + names.get(0));
      if (written.rows() != rows || written.checksum() != checksum()) {
        throw new IOException(folder + "/" + names.get(0) + " does not read as it was written");
      }
      return written;
    }
  }

  private long checksum() {
    long sum = 0;
    for (Map.Entry<Integer, TreeMap<Long, Integer>> worker : workers.entrySet()) {
      for (Map.Entry<Long, Integer> step : worker.getValue().entrySet()) {
        sum += checksum(worker.getKey(), step.getKey(), step.getValue());
      }
    }
    return sum;
  }

  private static long checksum(int worker, long step, int epoch) {
    return PathChecksum.mix(PathChecksum.unit(worker, epoch) + PathChecksum.step(step));
  }

  /** Reads such a file through. */
  static DataFile check(Home home, String path) throws IOException {
    long sum = 0;
    long n = 0;
    try (TableReader rows =
        new TableReader(home.store().input(path), Tables.PATH_STEPS, "worker", "step", "epoch")) {
      while (rows.next()) {
        sum += checksum(rows.getInt(0), rows.getLong(1), rows.getInt(2));
        n++;
      }
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new DataFile(name, home.store().input(path).getLength(), n, 0, sum);
  }
}
