// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.random.RandomSource;

/**
 * The data sets of the TensorFlow playground (playground.tensorflow.org), by their definitions:
 * points within 6 of the origin, or 5 for classes; noise 0..50 per cent moves points of a class
 * across its border, or widens clouds, and blurs the values of a regression.
 */
final class PlaygroundGenerators {
  private static final double RADIUS = 5;
  private static final double REACH = 6;
  private static final double GAP = 0.3;
  private static final int[][] PEAKS = { // x, y in tenths, sign
    {-40, 25, 1}, {0, 25, -1}, {40, 25, 1}, {-40, -25, -1}, {0, -25, 1}, {40, -25, -1}
  };

  private PlaygroundGenerators() {}

  private static double share(GeneratedData spec) {
    return spec.noise() / 100;
  }

  /** Half the points in the inner half of the disc, half in its rim; labels by the noisy place. */
  static Samples circle(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      boolean inside = i < spec.points() / 2;
      double r = inside ? random.between(0, RADIUS / 2) : random.between(0.7 * RADIUS, RADIUS);
      double angle = random.between(0, 2 * Math.PI);
      double x = r * StrictMath.sin(angle);
      double y = r * StrictMath.cos(angle);
      double dx = random.between(-RADIUS, RADIUS) * share(spec);
      double dy = random.between(-RADIUS, RADIUS) * share(spec);
      double far = (x + dx) * (x + dx) + (y + dy) * (y + dy);
      samples.put(i, x, y, far < RADIUS * RADIUS / 4 ? 1 : 0);
    }
    return samples;
  }

  /** Clouds around (2, 2) and (-2, -2), whose variance noise raises from 0.5 to 4. */
  static Samples gauss(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    double deviation = Math.sqrt(0.5 + 3.5 * share(spec) / 0.5);
    float[] normals = random.normals(Math.multiplyExact(2, spec.points()));
    for (int i = 0; i < spec.points(); i++) {
      boolean first = i < spec.points() / 2;
      double centre = first ? 2 : -2;
      double x = centre + deviation * normals[2 * i];
      double y = centre + deviation * normals[2 * i + 1];
      samples.put(i, x, y, first ? 1 : 0);
    }
    return samples;
  }

  /** Two arms of 1.75 turns, half a turn apart. */
  static Samples spiral(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    int half = spec.points() / 2;
    for (int i = 0; i < spec.points(); i++) {
      boolean first = i < half;
      double along = first ? (double) i / half : (double) (i - half) / (spec.points() - half);
      double angle = 1.75 * along * 2 * Math.PI + (first ? 0 : Math.PI);
      double r = along * RADIUS;
      double x = r * StrictMath.sin(angle) + random.between(-1, 1) * share(spec);
      double y = r * StrictMath.cos(angle) + random.between(-1, 1) * share(spec);
      samples.put(i, x, y, first ? 1 : 0);
    }
    return samples;
  }

  /** Class 1 where the coordinates' signs agree; points keep off the axes. */
  static Samples xor(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      double x = random.between(-RADIUS, RADIUS);
      double y = random.between(-RADIUS, RADIUS);
      x += x > 0 ? GAP : -GAP;
      y += y > 0 ? GAP : -GAP;
      double dx = random.between(-RADIUS, RADIUS) * share(spec);
      double dy = random.between(-RADIUS, RADIUS) * share(spec);
      samples.put(i, x, y, (x + dx) * (y + dy) >= 0 ? 1 : 0);
    }
    return samples;
  }

  /** A tenth of the sum of the noisy coordinates. */
  static Samples plane(GeneratedData spec, RandomSource random) {
    return surface(spec, random, (x, y) -> (x + y) / 10);
  }

  /** Three peaks and three pits of height 1, falling linearly to nothing at distance 2. */
  static Samples hills(GeneratedData spec, RandomSource random) {
    return surface(spec, random, PlaygroundGenerators::hill);
  }

  private static double hill(double x, double y) {
    double highest = 0;
    for (int[] peak : PEAKS) {
      double dx = x - peak[0] / 10.0;
      double dy = y - peak[1] / 10.0;
      double height = peak[2] * Math.max(0, Math.min(1, 1 - Math.sqrt(dx * dx + dy * dy) / 2));
      if (Math.abs(height) > Math.abs(highest)) {
        highest = height;
      }
    }
    return highest;
  }

  private static Samples surface(
      GeneratedData spec, RandomSource random, java.util.function.DoubleBinaryOperator height) {
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      double x = random.between(-REACH, REACH);
      double y = random.between(-REACH, REACH);
      double dx = random.between(-REACH, REACH) * share(spec);
      double dy = random.between(-REACH, REACH) * share(spec);
      samples.put(i, x, y, height.applyAsDouble(x + dx, y + dy));
    }
    return samples;
  }
}
