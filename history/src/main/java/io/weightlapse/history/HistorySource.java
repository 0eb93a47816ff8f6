// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventHandler;
import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Names;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Replays a stored run: its start, its snapshots, statistics and metrics in order of step, its
 * surfaces in order of step, its end if it has ended. What was stored twice comes once. Memory
 * holds one step and a row group of each file around it; of layers whose files as written were
 * replaced by paths, as many steps as fit a quarter of the heap.
 */
public final class HistorySource implements EventSource {
  private static final Set<Class<? extends Event>> ALL =
      Set.of(Metric.class, Snapshot.class, LayerStats.class, SurfaceTile.class);

  private final Home home;
  private final String run;
  private final Set<Class<? extends Event>> kinds;
  private final LongPredicate steps;
  private final Predicate<String> layers;

  /** All of a run. */
  public HistorySource(Home home, String run) {
    this(home, Names.require("run", run), ALL, step -> true, layer -> true);
  }

  private HistorySource(
      Home home,
      String run,
      Set<Class<? extends Event>> kinds,
      LongPredicate steps,
      Predicate<String> layers) {
    this.home = home;
    this.run = run;
    this.kinds = Set.copyOf(kinds);
    this.steps = steps;
    this.layers = layers;
  }

  /**
   * The same with only these kinds of {@link Metric}, {@link Snapshot}, {@link LayerStats} and
   * {@link SurfaceTile}; start and end always come.
   */
  public HistorySource kinds(Set<Class<? extends Event>> newKinds) {
    return new HistorySource(home, run, newKinds, steps, layers);
  }

  /** The same with only these steps of snapshots and surfaces. */
  public HistorySource steps(LongPredicate newSteps) {
    return new HistorySource(home, run, kinds, newSteps, layers);
  }

  /** The same with snapshots and neuron surfaces of only these layers. */
  public HistorySource layers(Predicate<String> newLayers) {
    return new HistorySource(home, run, kinds, steps, newLayers);
  }

  @Override
  public void deliver(EventHandler handler) throws IOException {
    Runs runs = new Runs(home);
    RunStarted started = runs.started(run);
    NetworkSpec network = started.manifest().experiment().network();
    handler.accept(started);
    try (WeightRows weights = weights();
        StepMerge stats = stats();
        StepMerge metrics = metrics()) {
      long step;
      while ((step = Math.min(Math.min(weights.next(), stats.next()), metrics.next()))
          != StepMerge.END) {
        if (weights.next() == step) {
          emit(snapshots(weights, network, step), handler);
        }
        if (stats.next() == step) {
          emit(stats(stats, step), handler);
        }
        if (metrics.next() == step) {
          emit(metrics(metrics, step), handler);
        }
      }
      weights.checkWhole();
    }
    try (StepMerge surfaces = surfaces(network)) {
      long step;
      while ((step = surfaces.next()) != StepMerge.END) {
        emit(tiles(surfaces, network, step), handler);
      }
    }
    Optional<? extends Event> ended = runs.ended(run);
    if (ended.isPresent()) {
      handler.accept(ended.get());
    }
  }

  private static void emit(List<? extends Event> events, EventHandler handler) throws IOException {
    for (Event e : events) {
      handler.accept(e);
    }
  }

  private WeightRows weights() throws IOException {
    return kinds.contains(Snapshot.class)
        ? new WeightRows(home, run, steps, layers)
        : new WeightRows(home);
  }

  private List<Snapshot> snapshots(WeightRows rows, NetworkSpec network, long step)
      throws IOException {
    Tensors tensors = new Tensors();
    rows.rows(
        (layer, worker, epoch, param, neuron, values) ->
            tensors.add(worker, epoch, network.layerIndex(layer), layer, param, neuron, values));
    return tensors.take(run, step);
  }

  private StepMerge stats() throws IOException {
    StepMerge merge = new StepMerge(home, StatsTable.SCHEMA, steps, StatsTable.COLUMNS);
    return kinds.contains(LayerStats.class) ? merge.add(home.layerStatsFolder(run), "") : merge;
  }

  private List<LayerStats> stats(StepMerge merge, long step) throws IOException {
    record Key(int worker, String layer, Param param) {}
    Map<Key, LayerStats> stats = new LinkedHashMap<>();
    merge.rows(
        (row, none) -> {
          LayerStats s = StatsTable.read(row, run, step);
          if (layers.test(s.layer())) {
            stats.put(new Key(s.worker(), s.layer(), s.param()), s);
          }
        });
    return new ArrayList<>(stats.values());
  }

  private StepMerge metrics() throws IOException {
    StepMerge merge =
        new StepMerge(
            home, Tables.METRICS, s -> true, "step", "epoch", "worker", "name", "value", "time");
    return kinds.contains(Metric.class) ? merge.add(home.metricsFolder(run), "") : merge;
  }

  private List<Metric> metrics(StepMerge merge, long step) throws IOException {
    record Key(int worker, int epoch, String name) {}
    Map<Key, Metric> metrics = new LinkedHashMap<>();
    merge.rows(
        (row, none) -> {
          int epoch = row.getInt(1);
          int worker = row.getInt(2);
          String name = row.getString(3);
          double value = row.getDouble(4);
          Instant time = Instant.EPOCH.plus(row.getLong(5), ChronoUnit.MICROS);
          metrics.put(
              new Key(worker, epoch, name),
              new Metric(run, worker, step, epoch, name, value, time));
        });
    return new ArrayList<>(metrics.values());
  }

  private StepMerge surfaces(NetworkSpec network) throws IOException {
    StepMerge merge = new StepMerge(home, Tables.SURFACES, steps, Tiles.COLUMNS);
    if (kinds.contains(SurfaceTile.class)) {
      for (String id : partitions(home, home.surfacesFolder(run), "slice")) {
        Optional<Slice> slice = Slice.of(id, network);
        if (slice.isPresent() && wanted(slice.get())) {
          merge.add(home.surfacesFolder(run) + "/slice=" + Partitions.escape(id), id);
        }
      }
    }
    return merge;
  }

  private boolean wanted(Slice slice) {
    return !(slice instanceof NeuronSlice neurons) || layers.test(neurons.layerName());
  }

  private List<SurfaceTile> tiles(StepMerge merge, NetworkSpec network, long step)
      throws IOException {
    Tiles tiles = new Tiles();
    merge.rows((row, id) -> tiles.add(Slice.of(id, network).orElseThrow(), row));
    return tiles.take(run, step);
  }

  /** The values of a partition column, from the names of its folders. */
  public static List<String> partitions(Home home, String folder, String column)
      throws IOException {
    return home.store().list(folder).stream()
        .filter(e -> e.folder() && e.name().startsWith(column + "="))
        .map(e -> Partitions.unescape(e.name().substring(column.length() + 1)))
        .toList();
  }
}
