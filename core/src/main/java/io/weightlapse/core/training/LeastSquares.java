// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.util.Checks;

/** The closed form of linear least squares. */
public final class LeastSquares {
  private LeastSquares() {}

  /**
   * The w that minimises |X w - y|^2: the normal equations X'X w = X'y, solved by Cholesky's
   * decomposition in double precision; X'X is never inverted.
   *
   * @param data one target a row
   * @throws IllegalArgumentException if the columns are linearly dependent
   */
  public static double[] solve(Dataset data) {
    Checks.require(data.outputs() == 1, "targets must be 1 a row: was %d", data.outputs());
    int n = data.inputs();
    double[][] a = new double[n][n];
    double[] b = new double[n];
    for (int r = 0; r < data.rows(); r++) {
      int at = r * n;
      double y = data.targets()[r];
      for (int i = 0; i < n; i++) {
        double x = data.features()[at + i];
        b[i] += x * y;
        for (int j = 0; j <= i; j++) {
          a[i][j] += x * data.features()[at + j];
        }
      }
    }
    decompose(a);
    for (int i = 0; i < n; i++) { // L z = b
      for (int k = 0; k < i; k++) {
        b[i] -= a[i][k] * b[k];
      }
      b[i] /= a[i][i];
    }
    for (int i = n - 1; i >= 0; i--) { // L' w = z
      for (int k = i + 1; k < n; k++) {
        b[i] -= a[k][i] * b[k];
      }
      b[i] /= a[i][i];
    }
    return b;
  }

  /** Replaces the lower triangle of a symmetric positive definite matrix by its factor L. */
  private static void decompose(double[][] a) {
    for (int j = 0; j < a.length; j++) {
      double diagonal = a[j][j];
      double scale = diagonal;
      for (int k = 0; k < j; k++) {
        diagonal -= a[j][k] * a[j][k];
      }
      Checks.require(diagonal > 1e-12 * scale, "columns must be independent: column %d is not", j);
      a[j][j] = Math.sqrt(diagonal);
      for (int i = j + 1; i < a.length; i++) {
        for (int k = 0; k < j; k++) {
          a[i][j] -= a[i][k] * a[j][k];
        }
        a[i][j] /= a[j][j];
      }
    }
  }
}
