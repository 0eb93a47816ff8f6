// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * What of a run's history a view needs.
 *
 * @param kinds of events
 * @param steps of snapshots, statistics and surfaces
 * @param layers of snapshots and statistics
 */
public record Reading(
    Set<Class<? extends Event>> kinds, LongPredicate steps, Predicate<String> layers) {
  /** All of it. */
  public static final Reading ALL =
      new Reading(
          Set.of(Metric.class, Snapshot.class, LayerStats.class, SurfaceTile.class),
          step -> true,
          layer -> true);
}
