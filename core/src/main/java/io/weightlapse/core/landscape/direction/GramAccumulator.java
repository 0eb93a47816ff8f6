// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;

/**
 * The Gram matrix C C' of a trajectory of T snapshots, C being centred: the mean of each parameter
 * over the snapshots is taken out. A parameter's share needs no other parameter, so columns come in
 * chunks of any size, and the matrices of parts are added; memory is T x T and one chunk. Each
 * chunk is summed in double precision; the order of chunks should be the same for the same bits.
 */
public final class GramAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Parameters that are added in one go; of a loop over eight, HotSpot 17 makes no vectors. */
  private static final int RANKS = 4;

  private static final int ROWS = 4;

  /** Columns of the matrix; those of 256 parameters take 512 KiB. */
  private static final int BLOCK = 256;

  private final int snapshots;
  private final double[][] gram; // the lower triangle, row by row
  private long columns;

  /** Nothing yet, for so many snapshots. */
  public GramAccumulator(int snapshots) {
    this.snapshots = atLeast("snapshots", snapshots, 2);
    this.gram = new double[snapshots][];
    for (int s = 0; s < snapshots; s++) {
      gram[s] = new double[s + 1];
    }
  }

  /**
   * Adds some parameters.
   *
   * @param values of each snapshot the same n parameters: T x n, row major; not changed
   */
  public void add(float[] values, int n) {
    check(values.length, n);
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    addCentred(centre(wide, n), n);
  }

  /** As {@link #add(float[], int)}, in double precision. */
  public void add(double[] values, int n) {
    check(values.length, n);
    addCentred(centre(values.clone(), n), n);
  }

  private void check(int length, int n) {
    atLeast("parameters of a chunk", n, 1);
    require(
        length == (long) snapshots * n,
        "a chunk must have %d x %d values: was %d",
        snapshots,
        n,
        length);
  }

  /** Takes each column's mean out. */
  private double[] centre(double[] values, int n) {
    double[] mean = new double[n];
    for (int t = 0; t < snapshots; t++) {
      for (int i = 0; i < n; i++) {
        mean[i] += values[t * n + i];
      }
    }
    for (int t = 0; t < snapshots; t++) {
      for (int i = 0; i < n; i++) {
        values[t * n + i] -= mean[i] / snapshots;
      }
    }
    return values;
  }

  /**
   * Block of columns by block of columns, so that what is added to stays in cache for all
   * parameters; four rows of the matrix and four parameters at a time. Arrays are indexed by the
   * snapshot, which HotSpot makes vectors of. Each element is one sum in the order of the
   * parameters, whatever the blocks are.
   */
  private void addCentred(double[] c, int n) {
    int ranks = (n + RANKS - 1) / RANKS * RANKS; // zeros at the end
    double[][] y = new double[ranks][snapshots];
    for (int t = 0; t < snapshots; t++) {
      for (int r = 0; r < n; r++) {
        y[r][t] = c[t * n + r];
      }
    }
    for (int from = 0; from < snapshots; from += BLOCK) {
      int s = from;
      for (; s + ROWS <= snapshots; s += ROWS) {
        int to = Math.min(from + BLOCK, s + 1);
        for (int r = 0; r < ranks; r += RANKS) {
          addFour(gram[s], gram[s + 1], gram[s + 2], gram[s + 3], s, from, to, y, r);
          for (int row = s + 1; row < s + ROWS; row++) { // up to the diagonal
            addOne(gram[row], row, to, Math.min(from + BLOCK, row + 1), y, r);
          }
        }
      }
      for (; s < snapshots; s++) {
        for (int r = 0; r < ranks; r += RANKS) {
          addOne(gram[s], s, from, Math.min(from + BLOCK, s + 1), y, r);
        }
      }
    }
    columns += n;
  }

  private static void addOne(double[] row, int s, int from, int to, double[][] y, int r) {
    double[] a = y[r];
    double[] b = y[r + 1];
    double[] c = y[r + 2];
    double[] d = y[r + 3];
    double as = a[s];
    double bs = b[s];
    double cs = c[s];
    double ds = d[s];
    for (int t = from; t < to; t++) {
      double sum = Math.fma(as, a[t], row[t]);
      sum = Math.fma(bs, b[t], sum);
      sum = Math.fma(cs, c[t], sum);
      row[t] = Math.fma(ds, d[t], sum);
    }
  }

  /** As {@link #addOne}, for the rows from {@code s} on. */
  private static void addFour(
      double[] row0,
      double[] row1,
      double[] row2,
      double[] row3,
      int s,
      int from,
      int to,
      double[][] y,
      int r) {
    double[] a = y[r];
    double[] b = y[r + 1];
    double[] c = y[r + 2];
    double[] d = y[r + 3];
    double a0 = a[s];
    double b0 = b[s];
    double c0 = c[s];
    double d0 = d[s];
    double a1 = a[s + 1];
    double b1 = b[s + 1];
    double c1 = c[s + 1];
    double d1 = d[s + 1];
    double a2 = a[s + 2];
    double b2 = b[s + 2];
    double c2 = c[s + 2];
    double d2 = d[s + 2];
    double a3 = a[s + 3];
    double b3 = b[s + 3];
    double c3 = c[s + 3];
    double d3 = d[s + 3];
    for (int t = from; t < to; t++) {
      double at = a[t];
      double bt = b[t];
      double ct = c[t];
      double dt = d[t];
      row0[t] = Math.fma(d0, dt, Math.fma(c0, ct, Math.fma(b0, bt, Math.fma(a0, at, row0[t]))));
      row1[t] = Math.fma(d1, dt, Math.fma(c1, ct, Math.fma(b1, bt, Math.fma(a1, at, row1[t]))));
      row2[t] = Math.fma(d2, dt, Math.fma(c2, ct, Math.fma(b2, bt, Math.fma(a2, at, row2[t]))));
      row3[t] = Math.fma(d3, dt, Math.fma(c3, ct, Math.fma(b3, bt, Math.fma(a3, at, row3[t]))));
    }
  }

  /** Adds another part's sums to these. */
  public void add(GramAccumulator other) {
    require(
        other.snapshots == snapshots,
        "snapshots must be %d in every part: was %d",
        snapshots,
        other.snapshots);
    for (int s = 0; s < snapshots; s++) {
      for (int t = 0; t <= s; t++) {
        gram[s][t] += other.gram[s][t];
      }
    }
    columns += other.columns;
  }

  /** Number of snapshots. */
  public int snapshots() {
    return snapshots;
  }

  /** How many parameters were added. */
  public long columns() {
    return columns;
  }

  /** The whole symmetric matrix, row by row. */
  public double[][] matrix() {
    double[][] whole = new double[snapshots][snapshots];
    for (int s = 0; s < snapshots; s++) {
      for (int t = 0; t <= s; t++) {
        whole[s][t] = gram[s][t];
        whole[t][s] = gram[s][t];
      }
    }
    return whole;
  }
}
