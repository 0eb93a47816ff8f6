// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.DataSpec;
import io.weightlapse.core.random.NumpyRandom;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Data sets made by a formula and a seed. */
public final class Generators {
  private static final Map<String, Function<DataSpec, Dataset>> ALL =
      Map.of("xor", Generators::xor);

  private Generators() {}

  /** The names of the generators, sorted. */
  public static List<String> names() {
    return ALL.keySet().stream().sorted().toList();
  }

  static Dataset generate(DataSpec spec) {
    return ALL.get(spec.generator()).apply(spec);
  }

  /** Points uniform in the unit square; the target is 1 where just one coordinate exceeds 0.5. */
  private static Dataset xor(DataSpec spec) {
    NumpyRandom random = new NumpyRandom(spec.seed());
    int n = spec.points();
    float[] features = new float[Math.multiplyExact(n, 2)];
    float[] targets = new float[n];
    for (int i = 0; i < n; i++) {
      double x0 = random.rand();
      double x1 = random.rand();
      features[2 * i] = (float) x0;
      features[2 * i + 1] = (float) x1;
      targets[i] = (x0 > 0.5) != (x1 > 0.5) ? 1 : 0;
    }
    return new Dataset(n, 2, 1, features, targets);
  }
}
