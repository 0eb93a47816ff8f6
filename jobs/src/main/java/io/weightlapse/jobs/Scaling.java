// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.Objects;

/**
 * How runs spread over executors.
 *
 * @param mode how a run uses them
 * @param engine what computes
 * @param workers of a run; 0 for one in every slot
 * @param averagingFrequency minibatches of each worker between two averages
 * @param treeDepth levels in which averages are gathered; 1 for all at the driver
 * @param sharing how updates are shared
 */
public record Scaling(
    TrainMode mode,
    Engine engine,
    int workers,
    int averagingFrequency,
    int treeDepth,
    Sharing sharing)
    implements Serializable {
  /** Without sharing. */
  public Scaling(
      TrainMode mode, Engine engine, int workers, int averagingFrequency, int treeDepth) {
    this(mode, engine, workers, averagingFrequency, treeDepth, Sharing.STANDARD);
  }

  /** Each run in one task. */
  public static final Scaling SINGLE =
      new Scaling(TrainMode.SINGLE, Engine.AUTO, 0, 10, 2, Sharing.STANDARD);

  /** Checks the bounds. */
  public Scaling {
    Objects.requireNonNull(mode, "mode");
    Objects.requireNonNull(engine, "engine");
    Objects.requireNonNull(sharing, "sharing");
    Checks.atLeast("--workers", workers, 0);
    Checks.atLeast("--averaging-frequency", averagingFrequency, 1);
    Checks.atLeast("--tree-depth", treeDepth, 1);
  }

  /** The same with so many workers. */
  public Scaling withWorkers(int count) {
    return new Scaling(mode, engine, count, averagingFrequency, treeDepth, sharing);
  }
}
