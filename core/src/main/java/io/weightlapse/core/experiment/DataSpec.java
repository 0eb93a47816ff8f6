// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * Where the samples come from.
 *
 * @param generator name of a generator of {@code io.weightlapse.core.data.Generators}
 * @param points number of samples
 * @param rng {@code numpy} or {@code torch}: whose random numbers
 * @param seed of the generator
 */
public record DataSpec(String generator, int points, String rng, long seed)
    implements Serializable {
  /** Checks the bounds. */
  public DataSpec {
    Checks.atLeast("data.points", points, 1);
  }
}
