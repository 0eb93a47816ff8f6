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
  private static final int ROUNDS = 5;

  /** Samples of a round that warms up: few, so that many rounds fit in. */
  private static final int WARM = 64;

  /** Warming up may take so many times as long as it should. */
  private static final int PATIENCE = 20;

  /** What still gets faster by less counts as warm. */
  private static final double FASTER = 0.9;

  /**
   * Times a few points over the first shard, as soon as the JIT compiler has done its work: until
   * then small rounds are repeated, while they still get faster.
   *
   * @param points of which the first few are evaluated; at least one
   * @param seconds about what warming up takes; twenty times as long where the compiler has to wait
   *     for a processor
   */
  public static PlaneCost measure(
      PlaneEvaluator evaluator, Dataset data, ShardPlan plan, Points points, double seconds) {
    Checks.atLeast("points", points.count(), 1);
    Checks.positive("seconds", seconds);
    Points few = points.part(0, Math.min(POINTS, points.count()));
    int rows = plan.to(0);
    warm(evaluator, data, Math.min(WARM, rows), few, seconds);
    List<Double> prepare = new ArrayList<>();
    List<Double> evaluate = new ArrayList<>();
    double spent = 0;
    do {
      double[] round = round(evaluator, data, rows, few);
      prepare.add(round[0] / rows);
      evaluate.add(round[1] / rows / few.count());
      spent += round[0] + round[1];
    } while (prepare.size() < ROUNDS && spent < PATIENCE * seconds);
    return new PlaneCost(median(prepare), median(evaluate));
  }

  private static void warm(
      PlaneEvaluator evaluator, Dataset data, int rows, Points points, double seconds) {
    double best = Double.POSITIVE_INFINITY;
    double spent = 0;
    double faster = 0; // when it last got faster
    while (spent < PATIENCE * seconds && spent - faster < seconds) {
      double[] round = round(evaluator, data, rows, points);
      double took = round[0] + round[1];
      spent += took;
      if (took < FASTER * best) {
        best = took;
        faster = spent;
      }
    }
  }

  /** Seconds of preparing some samples, and of all points over them. */
  private static double[] round(PlaneEvaluator evaluator, Dataset data, int rows, Points points) {
    long begin = System.nanoTime();
    try (PlaneEvaluator.Shard shard = evaluator.prepare(data, 0, rows)) {
      long prepared = System.nanoTime();
      shard.evaluate(points);
      return new double[] {(prepared - begin) / 1e9, (System.nanoTime() - prepared) / 1e9};
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
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
