// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.GeneratedData;
import io.weightlapse.core.random.RandomSource;

/** Regressions whose truth is known. Draws come in this order: features, weights, noise. */
final class RegressionGenerators {
  private RegressionGenerators() {}

  /** y = X w + noise n, everything normal. */
  static Samples leastSquares(GeneratedData spec, RandomSource random) {
    int columns = spec.size();
    float[] x = random.normals(Math.multiplyExact(spec.points(), columns));
    float[] w = random.normals(columns);
    float[] y = random.normals(spec.points());
    for (int i = 0; i < y.length; i++) {
      double sum = 0;
      for (int j = 0; j < columns; j++) {
        sum += (double) x[i * columns + j] * w[j];
      }
      y[i] = (float) (sum + spec.noise() * y[i]);
    }
    return new Samples(columns, x, y);
  }

  /** The true weights of {@link #leastSquares}. */
  static float[] trueWeights(GeneratedData spec) {
    RandomSource random = spec.rng().seeded(spec.seed());
    random.normals(Math.multiplyExact(spec.points(), spec.size()));
    return random.normals(spec.size());
  }

  /**
   * a = sigmoid(X) W1 + noise n, brought to a / max(a) - 0.5; y = sigmoid(a) W2 + noise n', brought
   * to y / max(y). W1 has twice as many columns as X; n is one number a row.
   */
  static Samples nonlinear(GeneratedData spec, RandomSource random) {
    int rows = spec.points();
    int columns = spec.size();
    int hidden = 2 * columns;
    float[] x = random.normals(Math.multiplyExact(rows, columns));
    float[] w1 = random.normals(Math.multiplyExact(columns, hidden));
    float[] w2 = random.normals(hidden);
    float[] noise1 = random.normals(rows);
    float[] noise2 = random.normals(rows);
    double most = Double.NEGATIVE_INFINITY;
    float[] a = new float[Math.multiplyExact(rows, hidden)];
    double[] inner = new double[hidden];
    for (int i = 0; i < rows; i++) {
      java.util.Arrays.fill(inner, spec.noise() * noise1[i]);
      for (int j = 0; j < columns; j++) {
        double s = sigmoid(x[i * columns + j]);
        for (int k = 0; k < hidden; k++) {
          inner[k] += s * w1[j * hidden + k];
        }
      }
      for (int k = 0; k < hidden; k++) {
        most = Math.max(most, inner[k]);
        a[i * hidden + k] = (float) inner[k];
      }
    }
    float[] y = new float[rows];
    double mostY = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < rows; i++) {
      double sum = spec.noise() * noise2[i];
      for (int k = 0; k < hidden; k++) {
        sum += sigmoid(a[i * hidden + k] / most - 0.5) * w2[k];
      }
      mostY = Math.max(mostY, sum);
      y[i] = (float) sum;
    }
    for (int i = 0; i < rows; i++) {
      y[i] = (float) (y[i] / mostY);
    }
    return new Samples(columns, x, y);
  }

  private static double sigmoid(double v) {
    return 1 / (1 + StrictMath.exp(-v));
  }
}
