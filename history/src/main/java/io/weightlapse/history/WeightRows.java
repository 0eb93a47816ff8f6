// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.nn.Param;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/** The weights of a run step after step, from files as written and from paths, as they are. */
final class WeightRows implements Closeable {
  /** Takes a row. One that comes later of the same unit and step counts more. */
  interface RowHandler {
    void row(String layer, int worker, int epoch, Param param, int neuron, float[] values)
        throws IOException;
  }

  private final Home home;
  private final RunTables tables;
  private final StepMerge merge;
  private final Map<String, PathReplay> replays = new TreeMap<>();
  private long at = Long.MIN_VALUE;

  WeightRows(Home home, String run, LongPredicate steps, Predicate<String> layers)
      throws IOException {
    this.home = home;
    this.tables = RunTables.of(home, run);
    this.merge =
        new StepMerge(
            home, Tables.WEIGHTS, steps, "step", "worker", "epoch", "param", "neuron", "values");
    IntPredicate all = worker -> true;
    long memory = Runtime.getRuntime().maxMemory() / 4 / Math.max(1, tables.layers().size());
    for (Map.Entry<String, RunTables.Files> e : tables.layers().entrySet()) {
      String layer = e.getKey();
      if (!layers.test(layer)) {
        continue;
      }
      merge.addFiles(e.getValue().asWritten(), layer);
      if (e.getValue().snapshots() == RunTables.Snapshots.IN_PATHS) {
        TableManifest.Layer manifest = tables.manifest().orElseThrow().layers().get(layer);
        replays.put(layer, PathReplay.of(home, e.getValue(), manifest, steps, all, memory));
      }
    }
  }

  /** Nothing at all. */
  WeightRows(Home home) {
    this.home = home;
    this.tables = new RunTables("", java.util.Optional.empty(), Map.of());
    this.merge = new StepMerge(home, Tables.WEIGHTS, s -> true, "step");
  }

  /** The next step that has rows, or {@link StepMerge#END}. */
  long next() throws IOException {
    long step = merge.next();
    for (PathReplay r : replays.values()) {
      step = Math.min(step, r.next(at));
    }
    return step;
  }

  /** Hands over all rows of the step that {@link #next} returned. */
  void rows(RowHandler handler) throws IOException {
    long step = next();
    for (Map.Entry<String, PathReplay> e : replays.entrySet()) {
      e.getValue()
          .rows(
              step,
              (worker, epoch, param, neuron, values) ->
                  handler.row(e.getKey(), worker, epoch, param, neuron, values));
    }
    if (merge.next() == step) {
      merge.rows(
          (row, layer) ->
              handler.row(
                  layer,
                  row.getInt(1),
                  row.getInt(2),
                  Param.of(row.getString(3)),
                  row.getInt(4),
                  row.getFloats(5)));
    }
    at = step + 1;
  }

  /** Fails if files were taken away by a compaction while they were being read. */
  void checkWhole() throws IOException {
    if (merge.missing() > 0
        && !TableManifest.latest(home, tables.run())
            .map(TableManifest::generation)
            .equals(tables.manifest().map(TableManifest::generation))) {
      throw new IOException(
          "run " + tables.run() + " was compacted while it was read: read it again");
    }
  }

  @Override
  public void close() throws IOException {
    merge.close();
  }
}
