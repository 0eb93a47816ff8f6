// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.List;

/** The topics that events travel on. */
public final class Topics {
  /** {@link RunStarted} and {@link RunEnded}, JSON. */
  public static final String RUNS = "weightlapse.runs";

  /** {@link Metric}, {@link LayerStats} and the results of jobs, JSON. */
  public static final String METRICS = "weightlapse.metrics";

  /** {@link Snapshot}, float32. */
  public static final String SNAPSHOTS = "weightlapse.snapshots";

  /** {@link SurfaceTile}, float32. */
  public static final String SURFACES = "weightlapse.surfaces";

  /** All of them. */
  public static final List<String> ALL = List.of(RUNS, METRICS, SNAPSHOTS, SURFACES);

  private Topics() {}
}
