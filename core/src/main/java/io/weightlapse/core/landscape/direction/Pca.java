// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.math.SymmetricEigen;
import io.weightlapse.core.util.UserException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The principal directions of a trajectory, from its Gram matrix: G = C C' = U L U', direction v_k
 * = C' u_k / sqrt(lambda_k), and its share of the variance lambda_k / sum(lambda). Directions are
 * combinations of the snapshots, so they too are made from chunks of parameters.
 */
public final class Pca implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Below this share of the variance a direction is rounding. */
  private static final double RANK = 1e-13;

  private final int snapshots;
  private final double[] explained;
  private final double[] variances;
  private final double[][] combinations; // [k][t]: u_k / sqrt(lambda_k)

  private Pca(int snapshots, double[] explained, double[] variances, double[][] combinations) {
    this.snapshots = snapshots;
    this.explained = explained;
    this.variances = variances;
    this.combinations = combinations;
  }

  /**
   * The leading directions.
   *
   * @param components how many
   * @throws UserException if the trajectory moves in fewer directions than that
   */
  public static Pca of(GramAccumulator gram, int components) {
    int t = gram.snapshots();
    require(
        components >= 1 && components < t,
        "components must be in 1..%d, fewer than the %d snapshots: was %d",
        t - 1,
        t,
        components);
    double[][] matrix = gram.matrix();
    double total = 0;
    for (int i = 0; i < t; i++) {
      total += matrix[i][i];
    }
    SymmetricEigen eigen = SymmetricEigen.of(matrix);
    double[] explained = new double[components];
    double[] variances = new double[components];
    double[][] combinations = new double[components][];
    for (int k = 0; k < components; k++) {
      if (!(eigen.value(k) > RANK * total)) {
        throw new UserException(
            String.format(
                java.util.Locale.ROOT,
                "the trajectory must move in at least %d directions: %d snapshots moved in %d",
                components,
                t,
                k));
      }
      variances[k] = eigen.value(k);
      explained[k] = eigen.value(k) / total;
      combinations[k] = combination(eigen.vector(k), eigen.value(k));
    }
    return new Pca(t, explained, variances, combinations);
  }

  /** The sign is free: the snapshot that lies farthest along a direction lies ahead. */
  private static double[] combination(double[] vector, double value) {
    double most = 0;
    for (double x : vector) {
      most = Math.abs(x) > Math.abs(most) ? x : most;
    }
    double mean = Arrays.stream(vector).sum() / vector.length; // of centred snapshots: rounding
    double factor = Math.signum(most) / Math.sqrt(value);
    return Arrays.stream(vector).map(x -> factor * (x - mean)).toArray();
  }

  /** How many directions there are. */
  public int components() {
    return explained.length;
  }

  /** The share of all variance along direction {@code k}. */
  public double explained(int k) {
    return explained[k];
  }

  /** The eigenvalue: the sum over the snapshots of their squared distances along it. */
  public double variance(int k) {
    return variances[k];
  }

  /**
   * Some parameters of direction {@code k}, which has length 1.
   *
   * @param values of each snapshot the same n parameters: T x n, row major
   * @param into gets n values at {@code at}
   */
  public void direction(int k, float[] values, int n, float[] into, int at) {
    double[] sums = new double[n];
    for (int t = 0; t < snapshots; t++) {
      double weight = combinations[k][t];
      for (int i = 0; i < n; i++) {
        sums[i] += weight * values[t * n + i];
      }
    }
    for (int i = 0; i < n; i++) {
      into[at + i] = (float) sums[i];
    }
  }

  /** As {@link #direction(int, float[], int, float[], int)}, in double precision. */
  public void direction(int k, double[] values, int n, double[] into, int at) {
    Arrays.fill(into, at, at + n, 0);
    for (int t = 0; t < snapshots; t++) {
      double weight = combinations[k][t];
      for (int i = 0; i < n; i++) {
        into[at + i] += weight * values[t * n + i];
      }
    }
  }
}
