// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayerSpecTest {
  private static final LayerSpec LAYER = new LayerSpec("l2", 5, Activation.RELU, true);

  @Test
  void saysWhichBoundIsBroken() {
    assertThatThrownBy(() -> LAYER.withDropout(1))
        .hasMessage("dropout of layer l2 must be in [0, 1): was 1.0");
    assertThatThrownBy(() -> LAYER.withDropout(Double.NaN))
        .hasMessage("dropout of layer l2 must be in [0, 1): was NaN");
    assertThatThrownBy(() -> new NetworkSpec(4, List.of(LAYER.withResidual()), Loss.MSE))
        .hasMessage("units of residual layer l2 must equal its 4 inputs: was 5");
    assertThatThrownBy(() -> new KernelOptions(0, 1, 0)).hasMessage("batch must be >= 1: was 0");
    assertThatThrownBy(() -> new KernelOptions(1, 0, 0)).hasMessage("threads must be >= 1: was 0");
  }

  @Test
  void dropsAsManyAsTold() {
    for (double p : new double[] {0, 0.1, 0.5, 0.9}) {
      float[] mask = new float[1000];
      double mean = 0;
      int dropped = 0;
      for (int row = 0; row < 200; row++) {
        Dropout.factors(Dropout.key(3, 17, 1, row), p, mask, 0, 0, mask.length);
        for (float factor : mask) {
          mean += factor / 200_000.0;
          dropped += factor == 0 ? 1 : 0;
        }
      }
      assertThat(dropped / 200_000.0).isCloseTo(p, within(0.005));
      assertThat(mean).isCloseTo(1, within(0.02));
    }
  }

  @Test
  void masksDifferByEverything() {
    int[] keys = {
      Dropout.key(0, 0, 0, 0),
      Dropout.key(1, 0, 0, 0),
      Dropout.key(0, 1, 0, 0),
      Dropout.key(0, 0, 1, 0),
      Dropout.key(0, 0, 0, 1)
    };
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void choosesByShapeAndBatch() {
    assertThat(kernel(2, new int[] {2, 2, 1}, 1)).isInstanceOf(TinyKernel.class);
    assertThat(kernel(10, new int[] {40, 20, 1}, 10_000)).isInstanceOf(NarrowKernel.class);
    assertThat(kernel(784, new int[] {100, 10}, 16)).isInstanceOf(WideKernel.class);
  }

  private static Kernel kernel(int inputs, int[] units, int batch) {
    int[] all = new int[units.length + 1];
    all[0] = inputs;
    System.arraycopy(units, 0, all, 1, units.length);
    NetworkSpec spec = KernelCases.network(Loss.MSE, Activation.RELU, true, all);
    float[] parameters = KernelCases.parameters(spec, 1);
    KernelOptions options = KernelOptions.batch(batch).withThreads(1);
    Kernel kernel = Kernels.create(spec, OptimiserSpec.sgd(0.1), parameters, options);
    kernel.close();
    return kernel;
  }
}
