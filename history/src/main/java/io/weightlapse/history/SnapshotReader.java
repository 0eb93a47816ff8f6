// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.core.util.Names;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The stored parameters of a run's model, as the flat vector that kernels take. */
public final class SnapshotReader {
  /** Bytes of the steps read ahead where snapshots must be put together from paths. */
  private static final long WINDOW = 128L << 20;

  private final Home home;
  private final String run;
  private final NetworkSpec network;
  private final Map<String, PathReplay> replays = new HashMap<>();
  private long generation;
  private NavigableMap<Long, Integer> steps;

  /** A reader over a run; does no I/O. */
  public SnapshotReader(Home home, String run, NetworkSpec network) {
    this.home = home;
    this.run = Names.require("run", run);
    this.network = network;
  }

  /** The paths of a layer; made anew when the run was compacted since. */
  private PathReplay replay(RunTables tables, String layer) throws IOException {
    TableManifest manifest = tables.manifest().orElseThrow();
    if (generation != manifest.generation()) {
      replays.clear();
      generation = manifest.generation();
    }
    PathReplay replay = replays.get(layer);
    if (replay == null) {
      long memory = WINDOW / Math.max(1, network.layers().size());
      replay =
          PathReplay.of(
              home,
              tables.layer(layer),
              manifest.layers().get(layer),
              step -> true,
              worker -> worker == Event.MODEL,
              memory);
      replays.put(layer, replay);
    }
    return replay;
  }

  /** The steps of which every layer is stored, rising. */
  public List<Long> steps() throws IOException {
    return List.copyOf(index().keySet());
  }

  /** The epoch of a stored step. */
  public int epoch(long step) throws IOException {
    return require(step);
  }

  private NavigableMap<Long, Integer> index() throws IOException {
    if (steps == null) {
      NavigableMap<Long, Integer> common = null;
      for (var layer : network.layers()) {
        NavigableMap<Long, Integer> stored = steps(layer.name());
        if (common == null) {
          common = stored;
        } else {
          common.keySet().retainAll(stored.keySet());
        }
      }
      steps = common;
    }
    return steps;
  }

  private NavigableMap<Long, Integer> steps(String layer) throws IOException {
    NavigableMap<Long, Integer> stored = new TreeMap<>();
    RunTables tables = RunTables.of(home, run);
    if (tables.layer(layer).snapshots() == RunTables.Snapshots.IN_PATHS) {
      replay(tables, layer)
          .epochs()
          .forEach((step, workers) -> stored.put(step, workers.get(Event.MODEL)));
    }
    for (String path : tables.layer(layer).asWritten()) {
      try (TableReader rows =
          new TableReader(home.store().input(path), Tables.WEIGHTS, "step", "worker", "epoch")) {
        while (rows.next()) {
          if (rows.getInt(1) == Event.MODEL) {
            stored.put(rows.getLong(0), rows.getInt(2));
          }
        }
      }
    }
    return stored;
  }

  private int require(long step) throws IOException {
    Integer epoch = index().get(step);
    if (epoch == null) {
      throw new UserException(
          "run " + run + " has no snapshot of every layer at step " + step + nearest(step));
    }
    return epoch;
  }

  private String nearest(long step) throws IOException {
    List<Long> near = new ArrayList<>();
    if (index().lowerKey(step) != null) {
      near.add(index().lowerKey(step));
    }
    if (index().higherKey(step) != null) {
      near.add(index().higherKey(step));
    }
    return near.isEmpty()
        ? ": it has none in " + home
        : "; the nearest stored are "
            + String.join(" and ", near.stream().map(String::valueOf).toList());
  }

  /** All parameters at a stored step, by the network's layout. */
  public float[] parameters(long step) throws IOException {
    require(step);
    ParameterLayout layout = network.layout();
    float[] flat = new float[layout.size()];
    RunTables tables = RunTables.of(home, run);
    for (var layer : network.layers()) {
      int expected = layer.units() * (layer.bias() ? 2 : 1);
      boolean[] seen = new boolean[2 * layer.units()];
      if (tables.layer(layer.name()).snapshots() == RunTables.Snapshots.IN_PATHS) {
        replay(tables, layer.name())
            .rows(
                step,
                (worker, epoch, param, unit, values) ->
                    put("paths", step, layer.name(), param, unit, values, layout, flat, seen));
      }
      for (String path : tables.layer(layer.name()).asWritten()) {
        read(path, step, layer.name(), layout, flat, seen);
      }
      int found = 0;
      for (boolean s : seen) {
        found += s ? 1 : 0;
      }
      if (found != expected) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "layer %s of run %s must have %d rows at step %d: was %d",
                layer.name(),
                run,
                expected,
                step,
                found));
      }
    }
    return flat;
  }

  private void read(
      String path, long step, String layer, ParameterLayout layout, float[] flat, boolean[] seen)
      throws IOException {
    try (TableReader rows =
        new TableReader(
                home.store().input(path),
                Tables.WEIGHTS,
                "step",
                "worker",
                "param",
                "neuron",
                "values")
            .onlyStep(step)) {
      while (rows.next()) {
        if (rows.getLong(0) != step || rows.getInt(1) != Event.MODEL) {
          continue;
        }
        Param param = Param.of(rows.getString(2));
        int unit = rows.getInt(3);
        float[] values = rows.getFloats(4);
        put(path, step, layer, param, unit, values, layout, flat, seen);
      }
    }
  }

  private static void put(
      String path,
      long step,
      String layer,
      Param param,
      int unit,
      float[] values,
      ParameterLayout layout,
      float[] flat,
      boolean[] seen)
      throws IOException {
    ParameterBlock block = layout.find(layer, param);
    if (block == null || unit < 0 || unit >= block.rows() || values.length != block.cols()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "unit %d of layer %s (%s) at step %d in %s does not fit the network",
              unit,
              layer,
              param.label(),
              step,
              path));
    }
    System.arraycopy(values, 0, flat, block.offset() + unit * block.cols(), values.length);
    seen[unit + (param == Param.B ? block.rows() : 0)] = true;
  }
}
