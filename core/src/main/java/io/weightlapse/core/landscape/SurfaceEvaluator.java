// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

/** Computes surfaces of one snapshot over one data set. Not thread-safe. */
public interface SurfaceEvaluator {
  /**
   * Rows of a surface: loss and accuracy over all samples with the slice's two weights moved.
   *
   * @param alpha offsets of the first weight, rows of the grid
   * @param beta offsets of the second weight, columns of the grid
   * @param row0 first row computed
   * @param rows number of rows computed
   */
  SurfacePart evaluate(NeuronSlice slice, Axis alpha, Axis beta, int row0, int rows);
}
