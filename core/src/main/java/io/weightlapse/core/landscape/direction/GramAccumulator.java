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
   * Rank by rank, {@link #RANKS} parameters at a time: one array for each of them and for each row
   * of the matrix, all indexed by the snapshot, which HotSpot makes vectors of.
   */
  private void addCentred(double[] c, int n) {
    double[][] y = new double[RANKS][snapshots];
    for (int from = 0; from < n; from += RANKS) {
      for (int r = 0; r < RANKS; r++) {
        for (int t = 0; t < snapshots; t++) {
          y[r][t] = from + r < n ? c[t * n + from + r] : 0;
        }
      }
      for (int s = 0; s < snapshots; s++) {
        addRanks(gram[s], s, y[0], y[1], y[2], y[3]);
      }
    }
    columns += n;
  }

  /** The row of snapshot {@code s}, up to the diagonal. */
  private static void addRanks(
      double[] row, int s, double[] a, double[] b, double[] c, double[] d) {
    double as = a[s];
    double bs = b[s];
    double cs = c[s];
    double ds = d[s];
    for (int t = 0; t <= s; t++) {
      double sum = Math.fma(as, a[t], row[t]);
      sum = Math.fma(bs, b[t], sum);
      sum = Math.fma(cs, c[t], sum);
      row[t] = Math.fma(ds, d[t], sum);
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
