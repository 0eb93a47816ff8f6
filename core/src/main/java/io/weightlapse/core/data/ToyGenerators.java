// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.random.RandomSource;

/**
 * Small plane data sets: XOR, a grid of classes, and what scikit-learn's like-named functions do.
 */
final class ToyGenerators {
  private static final double INNER = 0.8; // radius of the inner circle
  private static final double BOX = 10; // centres of blobs lie within

  private ToyGenerators() {}

  /** Points uniform in the unit square; the target is 1 where just one coordinate exceeds 0.5. */
  static Samples xor(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      double x0 = random.uniform();
      double x1 = random.uniform();
      samples.put(i, x0, x1, (x0 > 0.5) != (x1 > 0.5) ? 1 : 0);
    }
    return samples;
  }

  /** Square cells of side 1; each class has as many cells as any other, give or take one. */
  static Samples grid(GeneratedData spec, RandomSource random) {
    int side = spec.size();
    int[] cells = random.permutation(side * side);
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      double x = random.between(0, side);
      double y = random.between(0, side);
      int cell = Math.min(side - 1, (int) y) * side + Math.min(side - 1, (int) x);
      samples.put(i, x, y, cells[cell] % spec.classes());
    }
    return samples;
  }

  /** The upper half of the unit circle, and its mirror image moved by (1, 0.5). */
  static Samples moons(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    int half = spec.points() / 2;
    for (int i = 0; i < spec.points(); i++) {
      boolean upper = i < half;
      int j = upper ? i : i - half;
      int count = upper ? half : spec.points() - half;
      double angle = count == 1 ? 0 : Math.PI * j / (count - 1);
      double x = StrictMath.cos(angle);
      double y = StrictMath.sin(angle);
      samples.put(i, upper ? x : 1 - x, upper ? y : 0.5 - y, upper ? 0 : 1);
    }
    return noisy(samples, spec, random);
  }

  /** The unit circle, and one of radius 0.8. */
  static Samples circles(GeneratedData spec, RandomSource random) {
    Samples samples = Samples.plane(spec.points());
    int half = spec.points() / 2;
    for (int i = 0; i < spec.points(); i++) {
      boolean outer = i < half;
      int j = outer ? i : i - half;
      double angle = 2 * Math.PI * j / (outer ? half : spec.points() - half);
      double r = outer ? 1 : INNER;
      samples.put(i, r * StrictMath.cos(angle), r * StrictMath.sin(angle), outer ? 0 : 1);
    }
    return noisy(samples, spec, random);
  }

  /** Clouds around centres uniform in a square. */
  static Samples blobs(GeneratedData spec, RandomSource random) {
    double[] centres = new double[2 * spec.classes()];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = random.between(-BOX, BOX);
    }
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      int c = i % spec.classes();
      samples.put(i, centres[2 * c], centres[2 * c + 1], c);
    }
    return noisy(samples, spec, random);
  }

  /** Clouds around the corners (+-1, +-1), each stretched by a random matrix; some labels lie. */
  static Samples classification(GeneratedData spec, RandomSource random) {
    double[] stretch = new double[4 * spec.classes()];
    for (int i = 0; i < stretch.length; i++) {
      stretch[i] = random.between(-1, 1);
    }
    float[] normals = random.normals(Math.multiplyExact(2, spec.points()));
    Samples samples = Samples.plane(spec.points());
    for (int i = 0; i < spec.points(); i++) {
      int c = i % spec.classes();
      double u = normals[2 * i];
      double v = normals[2 * i + 1];
      double x = stretch[4 * c] * u + stretch[4 * c + 1] * v + (c == 0 || c == 3 ? -1 : 1);
      double y = stretch[4 * c + 2] * u + stretch[4 * c + 3] * v + (c == 0 || c == 2 ? -1 : 1);
      boolean lie = random.uniform() < spec.noise();
      int other = (int) (random.uniform() * (spec.classes() - 1));
      samples.put(i, x, y, lie ? (c + 1 + other) % spec.classes() : c);
    }
    return samples;
  }

  private static Samples noisy(Samples samples, GeneratedData spec, RandomSource random) {
    float[] normals = random.normals(samples.values().length);
    for (int i = 0; i < normals.length; i++) {
      samples.values()[i] += (float) (spec.noise() * normals[i]);
    }
    return samples;
  }
}
