// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

import java.util.Arrays;
import java.util.List;

/** Whose random numbers are drawn. */
public enum Rng {
  /** Our own: for data that no other program has to reproduce. */
  FAST("fast") {
    @Override
    public RandomSource seeded(long seed) {
      return new FastRandom(seed);
    }
  },
  /** What {@code numpy.random.seed} begins. */
  NUMPY("numpy") {
    @Override
    public RandomSource seeded(long seed) {
      return new NumpyRandom(seed);
    }
  },
  /** What {@code torch.manual_seed} begins. */
  TORCH("torch") {
    @Override
    public RandomSource seeded(long seed) {
      return new TorchRandom(seed);
    }
  };

  private final String label;

  Rng(String label) {
    this.label = label;
  }

  /** A generator at its beginning. */
  public abstract RandomSource seeded(long seed);

  /** The name in YAML. */
  public String label() {
    return label;
  }

  /** The names in YAML. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Rng::label).toList();
  }

  /** The one of that name. */
  public static Rng of(String label) {
    for (Rng rng : values()) {
      if (rng.label.equals(label)) {
        return rng;
      }
    }
    throw new IllegalArgumentException(
        "data.rng must be one of " + String.join(", ", labels()) + ": was " + label);
  }
}
