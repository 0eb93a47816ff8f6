// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * How the parameters begin.
 *
 * @param scheme {@code torch}: what torch.manual_seed(seed) and nn.Linear give, bit for bit
 * @param skipDraws uniform numbers drawn from the generator before the network's own
 */
public record InitSpec(String scheme, int skipDraws) implements Serializable {
  /** Checks the bounds. */
  public InitSpec {
    Checks.atLeast("network.skipDraws", skipDraws, 0);
  }
}
