// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import java.util.function.UnaryOperator;

/** A symmetric matrix that can only be multiplied, such as a Hessian spread over executors. */
public interface SymmetricOperator {
  /** Number of rows. */
  int size();

  /** Its product with a vector, which is not changed; a new array. */
  double[] times(double[] v);

  /** One made of a function. */
  static SymmetricOperator of(int size, UnaryOperator<double[]> product) {
    return new SymmetricOperator() {
      @Override
      public int size() {
        return size;
      }

      @Override
      public double[] times(double[] v) {
        return product.apply(v);
      }
    };
  }
}
