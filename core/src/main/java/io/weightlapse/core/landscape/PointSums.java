// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;

/**
 * What some samples give at some points; partial until all shards are added, in the order of their
 * numbers, which makes the result the same bit for bit however the work was cut.
 *
 * @param loss sum of the samples' losses at each point; NaN and infinities are values too
 * @param correct samples classified rightly at each point
 * @param samples how many samples the sums are over
 */
public record PointSums(double[] loss, long[] correct, long samples) implements Serializable {
  /** As many of both. */
  public PointSums {
    require(
        loss.length == correct.length,
        "correct must have %d values, as loss has: was %d",
        loss.length,
        correct.length);
  }

  /** Nothing yet, at so many points. */
  public static PointSums zero(int points) {
    return new PointSums(new double[points], new long[points], 0);
  }

  /** These and the next shard's, at the same points. */
  public PointSums plus(PointSums next) {
    require(
        loss.length == next.loss.length,
        "sums must be of %d points: was %d",
        loss.length,
        next.loss.length);
    double[] l = loss.clone();
    long[] c = correct.clone();
    for (int i = 0; i < l.length; i++) {
      l[i] += next.loss[i];
      c[i] += next.correct[i];
    }
    return new PointSums(l, c, samples + next.samples);
  }

  /** How many points there are. */
  public int count() {
    return loss.length;
  }

  /** Mean loss at point {@code i}. */
  public double meanLoss(int i) {
    return loss[i] / samples;
  }

  /** Share of the samples classified rightly at point {@code i}. */
  public double accuracy(int i) {
    return (double) correct[i] / samples;
  }
}
