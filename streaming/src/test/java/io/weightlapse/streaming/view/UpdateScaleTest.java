// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpdateScaleTest {
  /** The rule, the slow way: sort all sizes, look the place up. */
  private static double sorted(float[] changes, long fewest) {
    double[] sizes = new double[changes.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.abs(changes[i]);
    }
    Arrays.sort(sizes);
    int place = (int) (fewest * 1e-4 * Math.sqrt((double) sizes.length / fewest));
    return sizes[sizes.length - 1 - place];
  }

  @Test
  void thresholdIsThatOfSortedChanges() {
    Random random = new Random(3);
    for (int n : new int[] {100, 20_000, 250_000}) {
      float[] changes = new float[n];
      for (int i = 0; i < n; i++) {
        changes[i] = (float) (1e-3 * random.nextGaussian());
      }
      UpdateScale scale = new UpdateScale();
      scale.add(Arrays.copyOfRange(changes, 0, n / 2));
      scale.add(Arrays.copyOfRange(changes, n / 2, n));
      for (long fewest : new long[] {100, n}) {
        double expected = sorted(changes, fewest);
        assertThat(scale.threshold(fewest)).isCloseTo(expected, within(0.0079 * expected));
      }
    }
  }

  @Test
  void nothingChangedAndNoNumbers() {
    UpdateScale scale = new UpdateScale();
    scale.add(new float[] {0, 0, Float.NaN, Float.POSITIVE_INFINITY});
    assertThat(scale.count()).isEqualTo(2);
    assertThat(scale.threshold(2)).isZero();
  }
}
