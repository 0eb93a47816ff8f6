// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.experiment.TrainingSpec;
import java.util.Arrays;
import java.util.SplittableRandom;

/** In which order an epoch takes the rows: by the seed and the epoch alone. */
public final class EpochOrder {
  private EpochOrder() {}

  /** The rows of an epoch, in order. */
  public static int[] of(TrainingSpec spec, int rows, int epoch) {
    int[] order = new int[rows];
    fill(order, spec, epoch);
    return order;
  }

  static void fill(int[] order, TrainingSpec spec, int epoch) {
    Arrays.setAll(order, i -> i);
    if (spec.shuffle()) {
      SplittableRandom random = new SplittableRandom(spec.seed() * 1_000_003L + epoch);
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int t = order[i];
        order[i] = order[j];
        order[j] = t;
      }
    }
  }
}
