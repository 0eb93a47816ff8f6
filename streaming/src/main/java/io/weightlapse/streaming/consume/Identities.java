// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.nn.Param;
import io.weightlapse.streaming.view.Survey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells news from what was seen before, of one run. It remembers the latest events only: older ones
 * that come again reach the views, which take them as often as they come.
 */
final class Identities {
  private static final int REMEMBERED = 50_000;

  /** How an event relates to those before it. */
  enum Kind {
    NEWS,
    SAME,
    CONFLICT
  }

  private record SnapshotId(int worker, long step, String layer, Param param, int chunk) {}

  private record TileId(Survey survey, long step, String slice, int tile) {}

  private record StatsId(int worker, long step, String layer, Param param) {}

  private record MetricId(int worker, long step, int epoch, String name) {}

  private final Map<Object, Integer> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  Kind add(Event event) {
    Integer before;
    int hash;
    if (event instanceof Snapshot s) {
      hash = Arrays.hashCode(s.values());
      before =
          seen.put(new SnapshotId(s.worker(), s.step(), s.layer(), s.param(), s.chunk()), hash);
    } else if (event instanceof SurfaceTile t) {
      hash = 31 * Arrays.hashCode(t.loss()) + Arrays.hashCode(t.accuracy());
      before = seen.put(new TileId(Survey.of(t), t.step(), t.slice().id(), t.number()), hash);
    } else if (event instanceof Metric m) {
      hash = Double.hashCode(m.value());
      before = seen.put(new MetricId(m.worker(), m.step(), m.epoch(), m.name()), hash);
    } else if (event instanceof LayerStats s) {
      hash = 31 * Double.hashCode(s.values().l2()) + Double.hashCode(s.change().l2());
      before = seen.put(new StatsId(s.worker(), s.step(), s.layer(), s.param()), hash);
    } else if (event instanceof RunStarted s) { // once more when it is resumed
      hash = 0;
      before = seen.put(List.of("started", s.time()), hash);
    } else if (event instanceof RunEnded e) {
      hash = 0;
      before = seen.put(List.of("ended", e.time()), hash);
    } else { // results of jobs: views never see them
      throw new IllegalArgumentException("no view shows a " + event.getClass().getSimpleName());
    }
    if (before == null) {
      return Kind.NEWS;
    }
    return before == hash ? Kind.SAME : Kind.CONFLICT;
  }
}
