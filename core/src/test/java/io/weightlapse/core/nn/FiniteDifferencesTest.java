// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference's gradient is the derivative of its loss; the tiny kernel's is the reference's. */
class FiniteDifferencesTest {
  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    for (Activation a : Activation.values()) {
      for (Loss loss : Loss.values()) {
        for (boolean bias : new boolean[] {true, false}) {
          all.add(Arguments.of(a, loss, bias));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreDerivatives(Activation activation, Loss loss, boolean bias) {
    Random random = new Random(7);
    // the activation also follows the last layer, so that its derivative is checked there too
    NetworkSpec spec =
        new NetworkSpec(
            3,
            List.of(
                new LayerSpec("l1", 5, activation, bias),
                new LayerSpec("l2", 4, activation, bias),
                new LayerSpec("l3", 2, activation, bias)),
            loss);
    int rows = 7;
    float[] x = new float[rows * 3];
    float[] y = new float[rows * 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int r = 0; r < rows; r++) {
      y[2 * r + random.nextInt(2)] = 1;
    }
    Dataset data = new Dataset(rows, 3, 2, x, y);
    float[] parameters = new float[spec.layout().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (0.7 * random.nextGaussian());
    }
    OptimiserSpec optimiser = OptimiserSpec.sgd(0.1).withPenalties(0.01, 0.02);
    ReferenceKernel reference = new ReferenceKernel(spec, optimiser, parameters);
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    double[] gradient = new double[parameters.length];
    reference.exactGradient(data, order, 0, rows, gradient);
    float[] tiny = new float[parameters.length];
    new TinyKernel(spec, optimiser, parameters).gradient(data, order, 0, rows, tiny);
    for (int i = 0; i < parameters.length; i++) {
      double numeric = derivative(reference, data, order, i);
      assertThat(gradient[i]).as("d/dp[%d]", i).isCloseTo(numeric, within(1e-7));
      assertThat((double) tiny[i]).as("tiny d/dp[%d]", i).isCloseTo(gradient[i], within(2e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void gradientsThroughResidualAndDroppedLayersAreDerivatives(Loss loss) {
    NetworkSpec spec = KernelCases.mixed(loss);
    Dataset data = KernelCases.data(spec, 7, 5);
    float[] parameters = KernelCases.parameters(spec, 3);
    ReferenceKernel reference = new ReferenceKernel(spec, OptimiserSpec.sgd(0.1), parameters, 42);
    int[] order = KernelCases.order(7);
    double[] gradient = new double[parameters.length];
    reference.exactGradient(data, order, 0, 7, gradient);
    for (int i = 0; i < parameters.length; i++) {
      assertThat(gradient[i])
          .as("d/dp[%d]", i)
          .isCloseTo(derivative(reference, data, order, i), within(1e-7));
    }
  }

  private static double derivative(ReferenceKernel kernel, Dataset data, int[] order, int i) {
    double h = 1e-6;
    double[] p = kernel.exactParameters();
    double before = p[i];
    p[i] = before + h;
    double up = kernel.objective(data, order, 0, order.length);
    p[i] = before - h;
    double down = kernel.objective(data, order, 0, order.length);
    p[i] = before;
    return (up - down) / (2 * h);
  }
}
