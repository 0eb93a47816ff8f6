// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FastMathTest {
  @Test
  void tanhIsWithinAFewUlps() {
    double worst = 0;
    for (int i = -1_200_000; i <= 1_200_000; i++) {
      float x = i / 100_000f;
      double exact = Math.tanh(x);
      worst =
          Math.max(worst, Math.abs(FastMath.tanh(x) - exact) / Math.max(Math.abs(exact), 1e-30));
    }
    assertThat(worst).isLessThan(5e-7);
  }

  @Test
  void tanhKeepsItsBoundsAndOddness() {
    assertThat(FastMath.tanh(0f)).isEqualTo(0f);
    assertThat(FastMath.tanh(1e-30f)).isEqualTo(1e-30f);
    assertThat(FastMath.tanh(100f)).isLessThanOrEqualTo(1f).isGreaterThan(0.9999999f);
    assertThat(FastMath.tanh(Float.POSITIVE_INFINITY))
        .isLessThanOrEqualTo(1f)
        .isGreaterThan(0.999f);
    assertThat(FastMath.tanh(Float.NaN)).isNaN();
    for (float x = 0; x < 12; x += 0.0137f) {
      assertThat(FastMath.tanh(-x)).isEqualTo(-FastMath.tanh(x));
    }
  }
}
