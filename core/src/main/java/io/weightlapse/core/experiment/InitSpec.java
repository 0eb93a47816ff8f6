// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.weights.WeightsFile;
import java.io.Serializable;
import java.util.List;

/**
 * How the parameters begin.
 *
 * @param scheme {@code torch}: what torch.manual_seed(seed) and nn.Linear give, bit for bit; {@code
 *     normal}: weights from N(0, 1), biases 0.1; or the name of a {@link WeightsFile}
 * @param skipDraws uniform numbers drawn from the generator before the network's own
 */
public record InitSpec(String scheme, int skipDraws) implements Serializable {
  /** The schemes. */
  public static final List<String> SCHEMES = List.of("torch", "normal");

  /** Checks the bounds. */
  public InitSpec {
    Checks.atLeast("network.skipDraws", skipDraws, 0);
    Checks.require(
        SCHEMES.contains(scheme) || WeightsFile.named(scheme),
        "network.init must be one of %s, or a file: was %s",
        String.join(", ", SCHEMES),
        scheme);
  }

  /** Whether the parameters come from a file. */
  public boolean fromFile() {
    return WeightsFile.named(scheme);
  }
}
