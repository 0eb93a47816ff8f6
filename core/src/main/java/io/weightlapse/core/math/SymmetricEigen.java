// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.math;

import static io.weightlapse.core.util.Checks.require;

import java.util.Arrays;
import java.util.Comparator;

/**
 * All eigenvalues and eigenvectors of a real symmetric matrix: Householder's tridiagonal form, then
 * QL with implicit shifts (Bowdler, Martin, Reinsch and Wilkinson's tred2 and tql2, Handbook for
 * Automatic Computation II, 1971). O(n^3); vectors are kept as rows, so that inner loops run along
 * memory.
 */
public final class SymmetricEigen {
  private static final double EPSILON = 0x1p-52;
  private static final int MAX_SWEEPS = 100; // two or three are usual

  private final int n;
  private final double[] d; // diagonal, then eigenvalues
  private final double[] e; // beside the diagonal
  private final double[][] v; // v[j][k]: element k of vector j

  private SymmetricEigen(double[][] matrix) {
    this.n = matrix.length;
    this.d = new double[n];
    this.e = new double[n];
    this.v = new double[n][];
    for (int i = 0; i < n; i++) {
      require(
          matrix[i].length == n,
          "a matrix must be square: row %d of %d had %d values",
          i,
          n,
          matrix[i].length);
      v[i] = matrix[i].clone();
      for (double x : v[i]) {
        require(Double.isFinite(x), "a matrix must be finite: row %d had %s", i, x);
      }
    }
  }

  /** Decomposes a matrix, which is not changed; only its symmetry is assumed. */
  public static SymmetricEigen of(double[][] matrix) {
    require(matrix.length > 0, "a matrix must have at least one row: was empty");
    SymmetricEigen eigen = new SymmetricEigen(matrix);
    eigen.tridiagonal();
    eigen.accumulate();
    eigen.diagonal();
    eigen.sort();
    return eigen;
  }

  /** Of a symmetric tridiagonal matrix. */
  public static SymmetricEigen tridiagonal(double[] diagonal, double[] beside) {
    int n = diagonal.length;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      matrix[i][i] = diagonal[i];
      if (i + 1 < n) {
        matrix[i][i + 1] = beside[i];
        matrix[i + 1][i] = beside[i];
      }
    }
    return of(matrix);
  }

  /** Number of rows. */
  public int size() {
    return n;
  }

  /** Eigenvalue {@code k}, the greatest first. */
  public double value(int k) {
    return d[k];
  }

  /** The eigenvector of {@link #value}, of length 1; not to be changed. */
  public double[] vector(int k) {
    return v[k];
  }

  private void tridiagonal() {
    for (int j = 0; j < n; j++) {
      d[j] = v[j][n - 1];
    }
    for (int i = n - 1; i > 0; i--) {
      double scale = 0;
      for (int k = 0; k < i; k++) {
        scale += Math.abs(d[k]);
      }
      double h = 0;
      if (scale == 0) {
        e[i] = d[i - 1];
        for (int j = 0; j < i; j++) {
          d[j] = v[j][i - 1];
          v[j][i] = 0;
          v[i][j] = 0;
        }
      } else {
        h = reflect(i, scale);
      }
      d[i] = h;
    }
  }

  /** One Householder reflection of the first {@code i} rows and columns. */
  private double reflect(int i, double scale) {
    double h = 0;
    for (int k = 0; k < i; k++) {
      d[k] /= scale;
      h += d[k] * d[k];
    }
    double g = d[i - 1] > 0 ? -Math.sqrt(h) : Math.sqrt(h);
    e[i] = scale * g;
    h -= d[i - 1] * g;
    d[i - 1] -= g;
    Arrays.fill(e, 0, i, 0);
    for (int j = 0; j < i; j++) {
      double[] row = v[j];
      double f = d[j];
      v[i][j] = f;
      double sum = e[j] + row[j] * f;
      for (int k = j + 1; k < i; k++) {
        sum += row[k] * d[k];
        e[k] += row[k] * f;
      }
      e[j] = sum;
    }
    double f = 0;
    for (int j = 0; j < i; j++) {
      e[j] /= h;
      f += e[j] * d[j];
    }
    for (int j = 0; j < i; j++) {
      e[j] -= f / (h + h) * d[j];
    }
    for (int j = 0; j < i; j++) {
      double[] row = v[j];
      double dj = d[j];
      double ej = e[j];
      for (int k = j; k < i; k++) {
        row[k] -= dj * e[k] + ej * d[k];
      }
      d[j] = row[i - 1];
      row[i] = 0;
    }
    return h;
  }

  private void accumulate() {
    for (int i = 0; i < n - 1; i++) {
      v[i][n - 1] = v[i][i];
      v[i][i] = 1;
      double h = d[i + 1];
      double[] next = v[i + 1];
      if (h != 0) {
        for (int k = 0; k <= i; k++) {
          d[k] = next[k] / h;
        }
        for (int j = 0; j <= i; j++) {
          double[] row = v[j];
          double g = 0;
          for (int k = 0; k <= i; k++) {
            g += next[k] * row[k];
          }
          for (int k = 0; k <= i; k++) {
            row[k] -= g * d[k];
          }
        }
      }
      Arrays.fill(next, 0, i + 1, 0);
    }
    for (int j = 0; j < n; j++) {
      d[j] = v[j][n - 1];
      v[j][n - 1] = 0;
    }
    v[n - 1][n - 1] = 1;
    System.arraycopy(e, 1, e, 0, n - 1);
    e[n - 1] = 0;
  }

  private void diagonal() {
    double shift = 0;
    double size = 0;
    for (int l = 0; l < n; l++) {
      size = Math.max(size, Math.abs(d[l]) + Math.abs(e[l]));
      int m = l;
      while (m < n - 1 && Math.abs(e[m]) > EPSILON * size) {
        m++;
      }
      for (int sweep = 0; m > l && (sweep == 0 || Math.abs(e[l]) > EPSILON * size); sweep++) {
        require(sweep < MAX_SWEEPS, "eigenvalue %d did not converge in %d sweeps", l, MAX_SWEEPS);
        shift += sweep(l, m);
      }
      d[l] += shift;
      e[l] = 0;
    }
  }

  /** One QL sweep over the block l..m; returns what it took from the rest of the diagonal. */
  private double sweep(int l, int m) {
    double g = d[l];
    double p = (d[l + 1] - g) / (2 * e[l]);
    double r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
    d[l] = e[l] / (p + r);
    d[l + 1] = e[l] * (p + r);
    double after = d[l + 1];
    double taken = g - d[l];
    for (int i = l + 2; i < n; i++) {
      d[i] -= taken;
    }
    p = d[m];
    double c = 1;
    double c2 = 1;
    double c3 = 1;
    double beside = e[l + 1];
    double s = 0;
    double s2 = 0;
    for (int i = m - 1; i >= l; i--) {
      c3 = c2;
      c2 = c;
      s2 = s;
      g = c * e[i];
      double h = c * p;
      r = Math.hypot(p, e[i]);
      e[i + 1] = s * r;
      s = e[i] / r;
      c = p / r;
      p = c * d[i] - s * g;
      d[i + 1] = h + s * (c * g + s * d[i]);
      rotate(v[i], v[i + 1], c, s);
    }
    p = -s * s2 * c3 * beside * e[l] / after;
    e[l] = s * p;
    d[l] = c * p;
    return taken;
  }

  private static void rotate(double[] a, double[] b, double c, double s) {
    for (int k = 0; k < a.length; k++) {
      double h = b[k];
      b[k] = s * a[k] + c * h;
      a[k] = c * a[k] - s * h;
    }
  }

  private void sort() {
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> -d[i]));
    double[] values = d.clone();
    double[][] vectors = v.clone();
    for (int k = 0; k < n; k++) {
      d[k] = values[order[k]];
      v[k] = vectors[order[k]];
    }
  }
}
