// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.io.Serializable;

/**
 * One tensor inside the flat parameter vector.
 *
 * @param layer index of the layer, from 0
 * @param layerName its name, such as {@code l1}
 * @param param weights or bias
 * @param offset where it starts in the flat vector
 * @param rows units of the layer
 * @param cols inputs of the layer for weights, 1 for a bias
 */
public record ParameterBlock(
    int layer, String layerName, Param param, int offset, int rows, int cols)
    implements Serializable {
  /** Number of values. */
  public int size() {
    return rows * cols;
  }
}
