// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/**
 * The rows of one layer whose files as written were replaced by paths, step after step. Paths are
 * read once for as many steps as fit the memory.
 */
final class PathReplay {
  /** Takes a row as it was written. */
  interface RowHandler {
    void row(int worker, int epoch, Param param, int neuron, float[] values) throws IOException;
  }

  private final Home home;
  private final List<String> files;
  private final IntPredicate workers;
  private final int most;
  private final NavigableMap<Long, Map<Integer, Integer>> epochs;
  private PathWindow window;

  private PathReplay(
      Home home,
      List<String> files,
      IntPredicate workers,
      int most,
      NavigableMap<Long, Map<Integer, Integer>> epochs) {
    this.home = home;
    this.files = files;
    this.workers = workers;
    this.most = most;
    this.epochs = epochs;
  }

  /**
   * A replay of a layer.
   *
   * @param steps wanted
   * @param workers wanted
   * @param memory bytes that the values of a window may take
   */
  static PathReplay of(
      Home home,
      RunTables.Files layer,
      TableManifest.Layer manifest,
      LongPredicate steps,
      IntPredicate workers,
      long memory)
      throws IOException {
    NavigableMap<Long, Map<Integer, Integer>> epochs = new TreeMap<>();
    long snapshots = 0;
    for (String path : layer.pathSteps()) {
      try (TableReader rows =
          new TableReader(home.store().input(path), Tables.PATH_STEPS, "worker", "step", "epoch")) {
        while (rows.next()) {
          int worker = rows.getInt(0);
          long step = rows.getLong(1);
          snapshots++;
          if (workers.test(worker) && steps.test(step)) {
            epochs.computeIfAbsent(step, s -> new TreeMap<>()).put(worker, rows.getInt(2));
          }
        }
      }
    }
    // A step may be of several workers; that is rare, and then windows are a little larger.
    long bytes = Math.max(1, Float.BYTES * manifest.values() / Math.max(1, snapshots));
    int most = (int) Math.max(1, Math.min(1 << 20, memory / bytes));
    return new PathReplay(home, layer.paths(), workers, most, epochs);
  }

  /** The steps, and the epoch of each for each worker. */
  NavigableMap<Long, Map<Integer, Integer>> epochs() {
    return epochs;
  }

  /** The first step from here on, or {@link StepMerge#END}. */
  long next(long from) {
    Long step = epochs.ceilingKey(from);
    return step == null ? StepMerge.END : step;
  }

  /**
   * Hands over the rows of a step. Cheap in the order of steps, else as dear as the whole layer.
   */
  void rows(long step, RowHandler handler) throws IOException {
    Map<Integer, Integer> epoch = epochs.get(step);
    if (epoch == null) {
      return;
    }
    if (window == null || !window.has(step)) {
      window = null; // before the next takes its memory
      long[] steps =
          epochs.tailMap(step).keySet().stream().limit(most).mapToLong(Long::longValue).toArray();
      window = PathWindow.read(home, files, steps, workers);
    }
    window.rows(
        step,
        (worker, param, neuron, values) ->
            handler.row(worker, epoch.getOrDefault(worker, 0), param, neuron, values));
  }
}
