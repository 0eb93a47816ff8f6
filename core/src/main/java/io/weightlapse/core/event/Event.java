// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

/** What happens in a run. Every event belongs to one run. */
public sealed interface Event
    permits RunStarted,
        Metric,
        Snapshot,
        LayerStats,
        SurfaceTile,
        TrajectoryPoint,
        EvaluationResult,
        RunEnded {
  /** The worker number of the run's own model: the single one, or the average of all workers. */
  int MODEL = -1;

  /** The run that it belongs to. */
  String run();
}
