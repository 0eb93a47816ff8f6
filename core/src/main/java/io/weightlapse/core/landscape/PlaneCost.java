// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plane costs here, measured.
 *
 * @param prepareSeconds of a sample, before its points
 * @param pointSeconds of a sample at a point
 */
public record PlaneCost(double prepareSeconds, double pointSeconds) implements Serializable {
  private static final int POINTS = 8;
  private static final int ROUNDS = 40;

  /** Fewer mostly time the interpreter: they may take {@link #PATIENCE} times as long. */
  private static final int FEWEST = 12;

  private static final int PATIENCE = 10;

  /**
   * Times a few points over the first shard, again and again until the time is spent: the early
   * rounds see the JIT compiler at work, so only the last quarter counts, by its median.
   *
   * @param points of which the first few are evaluated; at least one
   * @param seconds about what this takes; ten times as long where few rounds fit in
   */
  public static PlaneCost measure(
      PlaneEvaluator evaluator, Dataset data, ShardPlan plan, Points points, double seconds) {
    Checks.atLeast("points", points.count(), 1);
    Checks.positive("seconds", seconds);
    Points few = points.part(0, Math.min(POINTS, points.count()));
    int rows = plan.to(0);
    List<double[]> rounds = new ArrayList<>();
    long start = System.nanoTime();
    long spent;
    do {
      long begin = System.nanoTime();
      try (PlaneEvaluator.Shard shard = evaluator.prepare(data, 0, rows)) {
        long prepared = System.nanoTime();
        shard.evaluate(few);
        long done = System.nanoTime();
        double one = (done - prepared) / 1e9 / rows / few.count();
        rounds.add(new double[] {(prepared - begin) / 1e9 / rows, one});
      }
      spent = System.nanoTime() - start;
    } while (rounds.size() < ROUNDS
        && spent < (rounds.size() < FEWEST ? PATIENCE : 1) * seconds * 1e9);
    return new PlaneCost(median(rounds, 0), median(rounds, 1));
  }

  private static double median(List<double[]> rounds, int which) {
    double[] late =
        rounds.subList(rounds.size() * 3 / 4, rounds.size()).stream()
            .mapToDouble(r -> r[which])
            .sorted()
            .toArray();
    return late[late.length / 2];
  }

  /**
   * Seconds of work for one machine like this.
   *
   * @param blocks into how many blocks of points tasks cut the grid: each prepares the samples
   */
  public double seconds(long samples, long points, int blocks) {
    return samples * (blocks * prepareSeconds + points * pointSeconds);
  }

  /**
   * Seconds of work for single points that are no slice's: their first layer is one product.
   *
   * @param samples of all points together
   * @param dimensions of the slice that was measured
   */
  public double stillSeconds(long samples, int dimensions) {
    return samples * (prepareSeconds / (dimensions + 1) + pointSeconds);
  }
}
