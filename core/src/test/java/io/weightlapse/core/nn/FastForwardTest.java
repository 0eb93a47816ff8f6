// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fast forward pass against the plain one, at rows around its blocks. */
class FastForwardTest {
  @ParameterizedTest
  @EnumSource(Activation.class)
  void isThePlainPassToFloatTolerance(Activation activation) {
    Random random = new Random(5);
    for (boolean bias : new boolean[] {true, false}) {
      NetworkSpec spec =
          new NetworkSpec(
              3,
              List.of(
                  new LayerSpec("l1", 7, activation, bias),
                  new LayerSpec("l2", 7, activation, bias, 0, true),
                  new LayerSpec("l3", 2, Activation.IDENTITY, bias)),
              Loss.MSE);
      float[] parameters = new float[spec.layout().size()];
      for (int i = 0; i < parameters.length; i++) {
        parameters[i] = (float) random.nextGaussian();
      }
      for (int rows : new int[] {0, 1, 2, 511, 512, 513, 1300}) {
        float[] x = new float[3 * rows];
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) (3 * random.nextGaussian());
        }
        List<float[]> expected = Forward.layerOutputs(spec, parameters, x, rows);
        List<float[]> fast = FastForward.layerOutputs(spec, parameters, x, rows);
        assertThat(fast).hasSize(3);
        for (int l = 0; l < 3; l++) {
          assertThat(fast.get(l)).hasSameSizeAs(expected.get(l));
          for (int i = 0; i < fast.get(l).length; i++) {
            float e = expected.get(l)[i];
            assertThat(fast.get(l)[i]).isCloseTo(e, within(2e-5f * Math.max(1, Math.abs(e))));
          }
        }
        assertThat(FastForward.outputs(spec, parameters, x, rows)).isEqualTo(fast.get(2));
      }
    }
  }

  /** What is not a number stays so in its own row. */
  @ParameterizedTest
  @EnumSource(Activation.class)
  void nanStaysInItsRow(Activation activation) {
    NetworkSpec spec =
        new NetworkSpec(1, List.of(new LayerSpec("l1", 1, activation, true)), Loss.MSE);
    float[] out =
        FastForward.outputs(spec, new float[] {1, 0.5f}, new float[] {1, Float.NaN, 2}, 3);
    assertThat(out[0]).isFinite();
    assertThat(out[1]).isNaN();
    assertThat(out[2]).isFinite();
  }
}
