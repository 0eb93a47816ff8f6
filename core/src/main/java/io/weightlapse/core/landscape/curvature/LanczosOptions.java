// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.curvature;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.notNegative;
import static io.weightlapse.core.util.Checks.require;

import java.io.Serializable;

/**
 * Which eigenvalues, and when they are good enough.
 *
 * @param top how many of the greatest
 * @param bottom how many of the least
 * @param maxIterations products at most, not counting one for each eigenvalue's residual; each
 *     keeps a vector of 8 bytes a parameter
 * @param tolerance ends when no wanted eigenvalue changed by more than this share of the greatest
 *     absolute one
 * @param seed of the first vector
 */
public record LanczosOptions(int top, int bottom, int maxIterations, double tolerance, long seed)
    implements Serializable {
  /** Checks the bounds. */
  public LanczosOptions {
    atLeast("top", top, 0);
    atLeast("bottom", bottom, 0);
    require(top + bottom > 0, "top and bottom must not both be 0");
    atLeast("maxIterations", maxIterations, 1);
    notNegative("tolerance", tolerance);
  }

  /** So many of each, to a relative change of 1e-3, in at most 100 iterations. */
  public static LanczosOptions of(int top, int bottom) {
    return new LanczosOptions(top, bottom, 100, 1e-3, 0);
  }
}
