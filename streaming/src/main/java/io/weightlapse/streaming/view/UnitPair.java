// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.math.SymmetricEigen;
import io.weightlapse.core.util.UserException;
import java.util.Arrays;

/**
 * Which two numbers of a layer's outputs are drawn: those of two units, or the places along the two
 * principal directions of the outputs at one moment. The directions stay what they are over an
 * animation, so that its frames may be compared; each has the sign that makes its greatest part
 * positive.
 */
final class UnitPair {
  /** More outputs than this are not needed to find directions, in either dimension. */
  private static final int MOST = 600;

  private final int first;
  private final int second;
  private final double[][] directions; // null for units
  private final double[] mean;
  private final double[] shares;

  private UnitPair(int first, int second, double[][] directions, double[] mean, double[] shares) {
    this.first = first;
    this.second = second;
    this.directions = directions;
    this.mean = mean;
    this.shares = shares;
  }

  /** Two units, from 0. */
  static UnitPair units(int first, int second) {
    return new UnitPair(first, second, null, new double[0], new double[0]);
  }

  /**
   * What {@code --option units=3,7} asks for.
   *
   * @param must what the option must be, for its message
   */
  static UnitPair of(String text, String must) {
    String[] parts = text.split(",", -1);
    try {
      int first = Integer.parseInt(parts[0].strip());
      int second = Integer.parseInt(parts[parts.length - 1].strip());
      if (parts.length == 2 && first >= 0 && second >= 0 && first != second) {
        return units(first, second);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException("--option units must be " + must + ": was " + text);
  }

  /** Whether a layer of that width has both units. */
  boolean within(int units) {
    return Math.max(first, second) < units;
  }

  /** Whether it is this unit, or that one. */
  boolean has(int unit) {
    return unit == first || unit == second;
  }

  /**
   * The principal directions of outputs; the first two units where the outputs do not vary.
   *
   * @param values rows x columns, row major; rows that are not finite are left out
   */
  static UnitPair principal(float[] values, int rows, int columns) {
    double[][] centred = finite(values, rows, columns);
    double[] mean = new double[columns];
    for (double[] row : centred) {
      for (int c = 0; c < columns; c++) {
        mean[c] += row[c] / centred.length;
      }
    }
    double variance = 0;
    for (double[] row : centred) {
      for (int c = 0; c < columns; c++) {
        row[c] -= mean[c];
        variance += row[c] * row[c];
      }
    }
    if (columns < 2 || !(variance > 0)) {
      return units(0, 1);
    }
    boolean wide = columns > centred.length;
    double[][] vectors = wide ? transposed(centred) : centred;
    SymmetricEigen eigen = SymmetricEigen.of(products(vectors));
    double[][] directions = new double[2][];
    double[] shares = new double[2];
    for (int k = 0; k < 2; k++) {
      boolean there = k < eigen.size();
      double value = there ? Math.max(0, eigen.value(k)) : 0;
      double[] found = there ? eigen.vector(k) : new double[eigen.size()];
      directions[k] = signed(wide ? unit(combined(centred, found)) : found);
      shares[k] = value / variance;
    }
    return new UnitPair(0, 1, directions, mean, shares);
  }

  private static double[][] finite(float[] values, int rows, int columns) {
    int[] good =
        java.util.stream.IntStream.range(0, rows)
            .filter(
                r -> {
                  for (int c = 0; c < columns; c++) {
                    if (!Float.isFinite(values[r * columns + c])) {
                      return false;
                    }
                  }
                  return true;
                })
            .toArray();
    int count = columns > MOST ? Math.min(MOST, good.length) : good.length;
    double[][] all = new double[count][columns];
    for (int i = 0; i < count; i++) {
      int row = good[(int) ((long) i * good.length / count)];
      for (int c = 0; c < columns; c++) {
        all[i][c] = values[row * columns + c];
      }
    }
    return all;
  }

  /** Inner products of all columns of a matrix of rows. */
  private static double[][] products(double[][] rows) {
    int n = rows[0].length;
    double[][] products = new double[n][n];
    for (double[] row : rows) {
      for (int i = 0; i < n; i++) {
        double a = row[i];
        double[] into = products[i];
        for (int j = 0; j < n; j++) {
          into[j] += a * row[j];
        }
      }
    }
    return products;
  }

  private static double[][] transposed(double[][] rows) {
    double[][] columns = new double[rows[0].length][rows.length];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        columns[c][r] = rows[r][c];
      }
    }
    return columns;
  }

  private static double[] combined(double[][] rows, double[] weights) {
    double[] sum = new double[rows[0].length];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < sum.length; c++) {
        sum[c] += weights[r] * rows[r][c];
      }
    }
    return sum;
  }

  private static double[] unit(double[] vector) {
    double norm = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
    return norm > 0 ? Arrays.stream(vector).map(x -> x / norm).toArray() : vector;
  }

  private static double[] signed(double[] vector) {
    double greatest = 0;
    for (double x : vector) {
      greatest = Math.abs(x) > Math.abs(greatest) * (1 + 1e-9) ? x : greatest;
    }
    return greatest < 0 ? Arrays.stream(vector).map(x -> -x).toArray() : vector;
  }

  /** The two numbers of each row; a lone one lies on a line. */
  Points of(float[] values, int rows, int columns) {
    if (columns == 1) {
      return Points.of(values, rows, columns);
    }
    float[] xs = new float[rows];
    float[] ys = new float[rows];
    for (int r = 0; r < rows; r++) {
      int at = r * columns;
      xs[r] = directions == null ? values[at + first] : place(values, at, 0);
      ys[r] = directions == null ? values[at + second] : place(values, at, 1);
    }
    return new Points(xs, ys);
  }

  private float place(float[] values, int at, int axis) {
    double sum = 0;
    for (int c = 0; c < mean.length; c++) {
      sum += (values[at + c] - mean[c]) * directions[axis][c];
    }
    return (float) sum;
  }

  /**
   * What an axis measures.
   *
   * @param key of the label of one unit or feature
   * @param axis 0 or 1
   */
  String label(Labels labels, String key, int axis) {
    return directions == null
        ? labels.text(key, axis == 0 ? first : second)
        : labels.text("axis.principal", axis + 1, labels.percent(shares[axis]));
  }

  @Override
  public String toString() {
    return directions == null ? first + "," + second : "pca";
  }
}
