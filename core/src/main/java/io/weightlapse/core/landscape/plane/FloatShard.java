// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.plane;

import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A shard of {@link FloatPlane}. */
final class FloatShard implements PlaneEvaluator.Shard {
  private final FloatPlane evaluator;
  private final TileTargets targets;
  private FirstLayer first;

  FloatShard(FloatPlane evaluator, FirstLayer first, TileTargets targets) {
    this.evaluator = evaluator;
    this.first = first;
    this.targets = targets;
  }

  @Override
  public PointSums evaluate(Points points) {
    double[] loss = new double[points.count()];
    long[] correct = new long[points.count()];
    int groups = (points.count() + PointPass.GROUP - 1) / PointPass.GROUP;
    Thread caller = Thread.currentThread();
    AtomicBoolean cancelled = new AtomicBoolean();
    evaluator
        .crew()
        .run(
            groups,
            (group, worker) -> {
              if (caller.isInterrupted()) {
                cancelled.set(true);
              }
              if (!cancelled.get()) {
                int from = group * PointPass.GROUP;
                int to = Math.min(points.count(), from + PointPass.GROUP);
                PointPass pass = evaluator.pass(worker);
                pass.evaluate(first, targets, points, from, to, loss, correct);
              }
            });
    if (cancelled.get()) {
      throw new CancellationException("interrupted between points");
    }
    return new PointSums(loss, correct, targets.labels().length);
  }

  @Override
  public void close() {
    first = null;
  }
}
