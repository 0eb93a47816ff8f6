// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/**
 * The inner loops of planes. Values of a layer lie in tiles: (units, {@link #TILE} samples), row
 * major. Every element of a result is computed by the same operations in the same order on every
 * machine, with vectors of any length or without: surfaces are the same bits everywhere.
 */
public interface PlaneOps {
  /** Samples of a tile. */
  int TILE = 64;

  /** The fastest that this JVM can run. */
  static PlaneOps best() {
    return OpsChoice.bestForPlanes();
  }

  /** Those without vectors: slow, for checks. */
  static PlaneOps scalar() {
    return new ScalarPlaneOps();
  }

  /**
   * Moves along a plane: {@code into = origin + alpha a + beta b} at {@code n} places.
   *
   * @param b null for a line
   */
  void move(
      float[] origin,
      float[] a,
      float[] b,
      int from,
      int n,
      float alpha,
      float beta,
      float[] into,
      int at);

  /**
   * As {@link #move}, followed by the activation: the pass that every point makes over the first
   * layer.
   */
  void moveActivated(
      Activation activation,
      float[] origin,
      float[] a,
      float[] b,
      int from,
      int n,
      float alpha,
      float beta,
      float[] into,
      int at);

  /** The activation of {@code n} values in place. */
  void activate(Activation activation, float[] values, int at, int n);

  /**
   * c += w x for a tile; element by element one sum over k, in order.
   *
   * @param w (m, k), its rows {@code stride} apart
   * @param x (k, TILE)
   * @param c (m, TILE)
   */
  void addProduct(
      float[] w, int wAt, int stride, int m, int k, float[] x, int xAt, float[] c, int cAt);

  /**
   * For softmax: the place of each sample's greatest output (the first of equals, as {@link
   * io.weightlapse.core.data.Dataset#label}), the outputs less that output in their place, and the
   * exponentials of these.
   *
   * @param out (outputs, TILE), changed
   * @param exponentials (outputs, TILE)
   * @param places TILE
   */
  void softmax(float[] out, int at, int outputs, float[] exponentials, float[] places);
}
