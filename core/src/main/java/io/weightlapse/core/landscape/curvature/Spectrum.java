// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import java.io.Serializable;
import java.util.List;

/**
 * The ends of a spectrum.
 *
 * @param top the greatest eigenvalues, falling
 * @param bottom the least eigenvalues, rising
 * @param iterations products made
 * @param converged whether the tolerance was met
 */
public record Spectrum(
    List<Eigenpair> top, List<Eigenpair> bottom, int iterations, boolean converged)
    implements Serializable {
  /**
   * How far gradient descent is from the edge of stability: lambda_max x learning rate / 2;
   * training with full batches tends to 1.
   */
  public double stability(double learningRate) {
    return top.get(0).value() * learningRate / 2;
  }
}
