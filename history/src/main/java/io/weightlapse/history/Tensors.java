// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the rows of one step together into whole tensors; a row that comes twice counts once.
 * Tensors come by worker (the model first), then layer, then weights before bias.
 */
final class Tensors {
  private record Key(int worker, int layer, String name, Param param) {}

  private static final class Rows {
    private final int epoch;
    private final TreeMap<Integer, float[]> units = new TreeMap<>();

    private Rows(int epoch) {
      this.epoch = epoch;
    }
  }

  private final Map<Key, Rows> tensors =
      new TreeMap<>(
          Comparator.comparingInt(Key::worker)
              .thenComparingInt(Key::layer)
              .thenComparing(Key::name)
              .thenComparing(Key::param));

  void add(int worker, int epoch, int layer, String name, Param param, int unit, float[] values) {
    tensors
        .computeIfAbsent(new Key(worker, layer, name, param), k -> new Rows(epoch))
        .units
        .put(unit, values);
  }

  /** The tensors of the step; where units are missing, one part for each range that is there. */
  List<Snapshot> take(String run, long step) {
    List<Snapshot> list = new ArrayList<>();
    tensors.forEach((key, rows) -> list.addAll(snapshots(run, step, key, rows)));
    tensors.clear();
    return list;
  }

  private static List<Snapshot> snapshots(String run, long step, Key key, Rows rows) {
    List<List<Map.Entry<Integer, float[]>>> ranges = new ArrayList<>();
    int expected = -1;
    int cols = -1;
    for (Map.Entry<Integer, float[]> unit : rows.units.entrySet()) {
      if (unit.getKey() != expected || unit.getValue().length != cols) {
        ranges.add(new ArrayList<>());
        cols = unit.getValue().length;
      }
      ranges.get(ranges.size() - 1).add(unit);
      expected = unit.getKey() + 1;
    }
    List<Snapshot> list = new ArrayList<>();
    for (List<Map.Entry<Integer, float[]>> range : ranges) {
      int width = range.get(0).getValue().length;
      float[] values = new float[Math.multiplyExact(range.size(), width)];
      for (int r = 0; r < range.size(); r++) {
        System.arraycopy(range.get(r).getValue(), 0, values, r * width, width);
      }
      list.add(
          new Snapshot(
              run,
              key.worker(),
              step,
              rows.epoch,
              key.name(),
              key.param(),
              range.get(0).getKey(),
              range.size(),
              width,
              list.size(),
              ranges.size(),
              values));
    }
    return list;
  }
}
