// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static io.weightlapse.core.nn.PlaneOps.TILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops with vectors give the bits of those without, and these the definitions. */
class PlaneOpsTest {
  private final PlaneOps vectors = PlaneOps.best();
  private final PlaneOps scalar = new ScalarPlaneOps();
  private final Random random = new Random(3);

  private float[] values(int n) {
    float[] v = new float[n];
    for (int i = 0; i < n; i++) {
      v[i] = (float) (3 * random.nextGaussian());
    }
    return v;
  }

  private static float[] special() {
    float[] v = new float[67];
    for (int i = 0; i < v.length; i++) {
      v[i] = (i - 33) * (i % 7 == 0 ? 1e3f : 0.11f);
    }
    v[3] = Float.NaN;
    v[20] = Float.POSITIVE_INFINITY;
    v[21] = Float.NEGATIVE_INFINITY;
    v[40] = -0f;
    v[41] = Float.MAX_VALUE;
    v[42] = Float.MIN_VALUE;
    v[43] = 1;
    v[66] = Float.NaN;
    return v;
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void activationsAreTheDefinitions(Activation activation) {
    assertThat(vectors).isNotInstanceOf(ScalarPlaneOps.class);
    float[] z = special();
    float[] a = z.clone();
    float[] b = z.clone();
    scalar.activate(activation, a, 1, 66);
    vectors.activate(activation, b, 1, 66);
    assertThat(b).isEqualTo(a);
    assertThat(a[0]).isEqualTo(z[0]);
    for (int i = 1; i < z.length; i++) {
      double expected = activation.apply(z[i]);
      if (Double.isNaN(expected) || Double.isInfinite(expected)) {
        assertThat(Float.valueOf(a[i]))
            .as("of %s", z[i])
            .isEqualTo(Float.valueOf((float) expected));
      } else {
        assertThat((double) a[i])
            .as("of %s", z[i])
            .isCloseTo(expected, within(4e-7 * Math.abs(expected) + 1e-38));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void movesAreTheDefinition(Activation activation) {
    float[] p = values(80);
    float[] a = values(80);
    float[] b = values(80);
    for (float[] second : new float[][] {b, null}) {
      float[] slow = new float[90];
      float[] fast = new float[90];
      scalar.moveActivated(activation, p, a, second, 3, 77, 0.7f, -1.3f, slow, 5);
      vectors.moveActivated(activation, p, a, second, 3, 77, 0.7f, -1.3f, fast, 5);
      assertThat(fast).isEqualTo(slow);
      vectors.move(p, a, second, 3, 77, 0.7f, -1.3f, fast, 5);
      for (int i = 0; i < 77; i++) {
        double z = p[3 + i] + 0.7f * (double) a[3 + i];
        z -= second == null ? 0 : 1.3f * (double) b[3 + i];
        assertThat((double) fast[5 + i]).isCloseTo(z, within(2e-6));
      }
    }
  }

  @Test
  void productsAreTheDefinition() {
    for (int m : new int[] {1, 3, 4, 7, 18}) {
      for (int k : new int[] {1, 5, 129}) {
        float[] w = values(2 + m * (k + 3));
        float[] x = values(4 + k * TILE);
        float[] c = values(6 + m * TILE);
        float[] slow = c.clone();
        float[] fast = c.clone();
        scalar.addProduct(w, 2, k + 3, m, k, x, 4, slow, 6);
        vectors.addProduct(w, 2, k + 3, m, k, x, 4, fast, 6);
        assertThat(fast).isEqualTo(slow);
        for (int i = 0; i < m; i++) {
          for (int s = 0; s < TILE; s++) {
            double sum = c[6 + i * TILE + s];
            for (int j = 0; j < k; j++) {
              sum += (double) w[2 + i * (k + 3) + j] * x[4 + j * TILE + s];
            }
            assertThat((double) fast[6 + i * TILE + s]).isCloseTo(sum, within(3e-4));
          }
        }
      }
    }
  }

  @Test
  void softmaxIsTheDefinition() {
    for (int outputs : new int[] {1, 2, 10}) {
      float[] out = values(3 + outputs * TILE);
      out[3] = Float.NaN;
      out[3 + TILE - 1 + (outputs - 1) * TILE] = Float.NaN;
      out[5] = Float.NEGATIVE_INFINITY;
      out[6] = 1e30f;
      float[] fast = out.clone();
      float[] slow = out.clone();
      float[][] e = new float[2][outputs * TILE];
      float[][] places = new float[2][TILE];
      scalar.softmax(slow, 3, outputs, e[0], places[0]);
      vectors.softmax(fast, 3, outputs, e[1], places[1]);
      assertThat(fast).isEqualTo(slow);
      assertThat(e[1]).isEqualTo(e[0]);
      assertThat(places[1]).isEqualTo(places[0]);
      for (int s = 4; s < TILE - 1; s++) {
        double sum = 0;
        int place = (int) places[0][s];
        for (int o = 0; o < outputs; o++) {
          double x = out[3 + o * TILE + s] - (double) out[3 + place * TILE + s];
          assertThat(x).isLessThanOrEqualTo(0);
          assertThat((double) e[0][o * TILE + s])
              .isCloseTo(Math.exp(x), within(1e-6 * Math.exp(x) + 2e-38));
          sum += x;
        }
        assertThat(sum).isNotNaN();
      }
    }
  }

  @Test
  void exponentialsToAFewUlps() {
    for (double x = -86; x < 88; x += 0.0137) {
      float z = (float) x;
      assertThat(FastMath.exp(z) / Math.exp(z)).isCloseTo(1, within(2e-7));
      assertThat(FastMath.atan(z) / Math.atan(z)).isCloseTo(1, within(3e-7));
      assertThat(FastMath.sigmoid(z) * (1 + Math.exp(-z))).isCloseTo(1, within(4e-7));
    }
    assertThat(FastMath.exp(Float.NaN)).isNaN();
    assertThat(FastMath.exp(-200)).isBetween(0f, 2e-38f);
    assertThat(FastMath.exp(Float.NEGATIVE_INFINITY)).isBetween(0f, 2e-38f);
  }
}
