// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.StatisticsCadence;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A view of the statistics of layers' weights over time. */
abstract class StatisticsView extends TimelineView {
  private final List<ParameterBlock> blocks;
  private final List<Expected> expected = new ArrayList<>();
  private final List<NavigableMap<Long, LayerStats>> told = new ArrayList<>();

  StatisticsView(String name, ViewRun run, int drawing) {
    super(name, run, StatSteps.plan(run, names(run)), drawing);
    this.blocks = run.weights(run.layers());
    for (ParameterBlock block : blocks) {
      expected.add(new Expected(StatSteps.of(run, block.layerName())));
      told.add(new TreeMap<>());
    }
  }

  private static List<String> names(ViewRun run) {
    return run.weights(run.layers()).stream().map(ParameterBlock::layerName).toList();
  }

  static Fit fit(RunManifest manifest) {
    return manifest.experiment().metrics().statistics() == StatisticsCadence.NONE
        ? Fit.never("metrics.statistics must be snapshots or epochs: was none")
        : Fit.ON_REQUEST;
  }

  @Override
  public Reading reading() {
    Set<String> names = Set.copyOf(names(run()));
    return new Reading(Set.of(LayerStats.class), step -> true, names::contains);
  }

  @Override
  void take(Event event) {
    if (event instanceof LayerStats s && s.worker() == Event.MODEL && s.param() == Param.W) {
      for (int b = 0; b < blocks.size(); b++) {
        if (blocks.get(b).layerName().equals(s.layer())) {
          told.get(b).putIfAbsent(s.step(), s);
          expected.get(b).see(s.step());
        }
      }
    }
  }

  @Override
  boolean known(long step) {
    return expected.stream().allMatch(e -> e.all(step));
  }

  @Override
  long lastTold() {
    return told.stream().mapToLong(t -> t.isEmpty() ? -1 : t.lastKey()).max().orElse(-1);
  }

  /** The weights of the layers. */
  final List<ParameterBlock> blocks() {
    return blocks;
  }

  /** The statistics of a layer up to and with a step, as they are now. */
  final List<LayerStats> of(int block, long last) {
    return List.copyOf(told.get(block).headMap(last, true).values());
  }
}
