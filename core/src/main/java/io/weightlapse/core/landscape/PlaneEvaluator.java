// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.data.Dataset;

/** Computes points of one plane. Not thread-safe; it uses threads of its own. */
public interface PlaneEvaluator extends AutoCloseable {
  /**
   * Does what does not depend on the points, for the samples {@code from..to}. Shards of a {@link
   * ShardPlan} give results that do not depend on how work is cut.
   */
  Shard prepare(Dataset data, int from, int to);

  /** Ends the threads; shards are of no use afterwards. */
  @Override
  void close();

  /** Samples ready to be evaluated at any points, as often as wanted. */
  interface Shard extends AutoCloseable {
    /**
     * Sums over the shard's samples at each point. The same bits whatever other points are asked
     * for, in whatever order, with however many threads.
     *
     * @throws java.util.concurrent.CancellationException if the thread was interrupted; the
     *     interrupt stays set
     */
    PointSums evaluate(Points points);

    /** Gives the memory back. */
    @Override
    void close();
  }

  /** All samples, shard after shard in the order of the plan; one shard's memory at a time. */
  default PointSums evaluate(Dataset data, ShardPlan plan, Points points) {
    PointSums sums = PointSums.zero(points.count());
    for (int i = 0; i < plan.count(); i++) {
      try (Shard shard = prepare(data, plan.from(i), plan.to(i))) {
        sums = sums.plus(shard.evaluate(points));
      }
    }
    return sums;
  }
}
