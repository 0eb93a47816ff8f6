// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.landscape.PlaneCost;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * How long a slice will take: a task measures a few points of one shard. Says so before the work
 * begins, and asks where it is much.
 */
final class CostEstimate {
  /** Longer work must be agreed to. */
  private static final double ASK_SECONDS = 15 * 60;

  /** So many points must be agreed to, however fast: each takes 100 bytes of the history's rows. */
  private static final long ASK_POINTS = 1_000_000;

  private final JavaSparkContext spark;
  private final SliceRequest request;
  private final SliceRecipe recipe;
  private final SliceTask task;

  CostEstimate(JavaSparkContext spark, SliceRequest request, SliceRecipe recipe, SliceTask task) {
    this.spark = spark;
    this.request = request;
    this.recipe = recipe;
    this.task = task;
  }

  /** Whether the grid alone is a reason to ask, before it is even cut into blocks. */
  static boolean large(SliceRecipe recipe) {
    return (long) recipe.alpha().count() * recipe.beta().count() > ASK_POINTS;
  }

  /**
   * Measures and says.
   *
   * @param step of the surface that is measured
   * @param steps how many surfaces
   * @param samples of all series together
   * @param share of the points that are not stored yet
   * @param pathSamples of all snapshots of the trajectory together
   * @throws UserException if nobody agreed to so much
   */
  void say(long step, int steps, long samples, double share, long pathSamples, Output out) {
    SliceTask measured = task;
    Function<Long, PlaneCost> measure = measured::measure;
    PlaneCost cost;
    try {
      cost = spark.parallelize(List.of(step), 1).map(measure).first();
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (e instanceof UserException user) {
        throw user;
      }
      throw new UserException("landscape failed: " + Causes.line(e), 1, e);
    }
    boolean line = recipe.slice().kind() == SliceKind.LINE;
    long points = (long) recipe.alpha().count() * (line ? 1 : recipe.beta().count());
    int cores = spark.defaultParallelism();
    double seconds = steps * cost.seconds(samples, Math.round(points * share), 1) / cores;
    seconds += cost.stillSeconds(pathSamples, recipe.dimensions()) / cores;
    String said =
        String.format(
            Locale.ROOT,
            "%s: %,d surfaces of %,d points over %,d samples, about %s on %d cores",
            recipe.slice().id(),
            steps,
            points,
            samples,
            duration(seconds),
            cores);
    if (request.consent() == SliceRequest.Consent.ASK && (seconds > ASK_SECONDS || large(recipe))) {
      throw new UserException(said + "; add --yes to begin");
    }
    out.line(said);
  }

  static String duration(double seconds) {
    if (seconds < 100) {
      return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }
    if (seconds < 6000) {
      return String.format(Locale.ROOT, seconds < 600 ? "%.1f min" : "%.0f min", seconds / 60);
    }
    return seconds < 48 * 3600
        ? String.format(Locale.ROOT, "%.0f h", seconds / 3600)
        : String.format(Locale.ROOT, "%,.0f days", seconds / 86400);
  }
}
