// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static io.weightlapse.core.nn.KernelCases.NAMES;
import static io.weightlapse.core.nn.KernelCases.makers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fast kernel against the reference, to 1e-4, on odd sizes and every kind of layer. */
class KernelsAgreeTest {
  private static final List<OptimiserSpec> OPTIMISERS =
      List.of(
          OptimiserSpec.sgd(0.1).withPenalties(0.01, 0.02),
          OptimiserSpec.momentum(0.05, 0.9),
          OptimiserSpec.nesterov(0.05, 0.9),
          OptimiserSpec.adam(0.01).withPenalties(0, 0.001));

  static Stream<Arguments> cases() {
    int[][] shapes = {
      {1, 1, 3},
      {3, 7, 2},
      {7, 17, 33, 3},
      {33, 5, 3},
      {40, 64, 70, 10},
      {130, 17, 2},
      {17, 130, 66, 4}
    };
    List<Arguments> all = new ArrayList<>();
    int i = 0;
    for (int[] shape : shapes) {
      for (int batch : new int[] {1, 5, 16, 37, 600}) {
        Loss loss = Loss.values()[i % 2];
        Activation activation = Activation.values()[i % Activation.values().length];
        NetworkSpec spec = KernelCases.network(loss, activation, i % 3 > 0, shape);
        all.add(Arguments.of(spec, batch, OPTIMISERS.get(i % OPTIMISERS.size())));
        i++;
      }
    }
    // one output: with few inputs and none between, that is least squares
    int[][] single = {{1, 1}, {10, 1}, {32, 1}, {33, 1}, {10, 40, 20, 1}, {3, 70, 1}};
    for (int[] shape : single) {
      for (int batch : new int[] {1, 7, 63, 65, 257, 300}) {
        NetworkSpec spec = KernelCases.network(Loss.MSE, Activation.RELU, i % 2 > 0, shape);
        all.add(Arguments.of(spec, batch, OPTIMISERS.get(i % OPTIMISERS.size())));
        i++;
      }
    }
    for (Loss loss : Loss.values()) {
      for (int batch : new int[] {1, 5, 37, 300}) {
        all.add(Arguments.of(KernelCases.mixed(loss), batch, OPTIMISERS.get(i++ % 4)));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreTheReferences(NetworkSpec spec, int batch, OptimiserSpec optimiser) {
    Dataset data = KernelCases.data(spec, 3 * batch, 5);
    int[] order = KernelCases.order(data.rows());
    float[] initial = KernelCases.parameters(spec, 3);
    for (int k = 0; k < makers().size(); k++) {
      KernelOptions options = new KernelOptions(batch, 2, 99);
      ReferenceKernel reference = new ReferenceKernel(spec, optimiser, initial, 99);
      Tally expected = new Tally(initial.length);
      Tally actual = new Tally(initial.length);
      try (Kernel kernel = makers().get(k).make(spec, optimiser, initial, options)) {
        for (int step = 0; step < 3; step++) {
          int at = step * batch;
          String what = NAMES.get(k) + " step " + step;
          float[] gradient = new float[initial.length];
          float[] expectedGradient = new float[initial.length];
          double loss = kernel.gradient(data, order, at, at + batch, gradient);
          double expectedLoss = reference.gradient(data, order, at, at + batch, expectedGradient);
          assertThat(loss).as(what).isCloseTo(expectedLoss, within(1e-4 * expectedLoss));
          close(gradient, expectedGradient, what + " gradient");
          kernel.step(data, order, at, at + batch, actual);
          reference.step(data, order, at, at + batch, expected);
          if (optimiser.kind() == OptimiserSpec.Kind.ADAM) {
            // the sign of a gradient that rounds to zero is chance, and Adam takes signs for steps
            kernel.restore(reference.state());
          }
          close(kernel.parameters(), reference.parameters(), what + " parameters");
        }
        compare(kernel.evaluate(data, 1, data.rows()), reference.evaluate(data, 1, data.rows()));
      }
      assertThat(actual.meanLoss())
          .isCloseTo(expected.meanLoss(), within(1e-4 * Math.max(1, expected.meanLoss())));
      assertThat(Math.abs(actual.correct() - expected.correct())).isLessThanOrEqualTo(2);
      assertThat(actual.samples()).isEqualTo(3L * batch);
      assertThat(actual.steps()).isEqualTo(3);
      for (ParameterBlock b : spec.layout().blocks()) {
        double norm = expected.gradientNorm(b);
        assertThat(actual.gradientNorm(b)).isCloseTo(norm, within(1e-4 * norm + 1e-6));
        double move = expected.meanUpdate(b);
        assertThat(actual.meanUpdate(b)).isCloseTo(move, within(2e-3 * move + 1e-7));
      }
    }
  }

  private static void compare(Evaluation actual, Evaluation expected) {
    assertThat(actual.samples()).isEqualTo(expected.samples());
    assertThat(actual.meanLoss())
        .isCloseTo(expected.meanLoss(), within(1e-4 * expected.meanLoss()));
    // a sample on the border may fall either way
    assertThat(Math.abs(actual.correct() - expected.correct())).isLessThanOrEqualTo(1);
  }

  static void close(float[] actual, float[] expected, String what) {
    for (int i = 0; i < actual.length; i++) {
      double bound = 1e-4 * Math.max(Math.abs(expected[i]), 0.05);
      assertThat(Math.abs((double) actual[i] - expected[i]))
          .as("%s [%d]: %s against %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(bound);
    }
  }

  static Stream<Arguments> bits() {
    return Stream.of(
        Arguments.of(KernelCases.mixed(Loss.MSE), 37),
        Arguments.of(KernelCases.network(Loss.MSE, Activation.RELU, true, 10, 1), 1000),
        Arguments.of(KernelCases.network(Loss.MSE, Activation.RELU, false, 10, 40, 20, 1), 1000),
        Arguments.of(KernelCases.mixed(Loss.SOFTMAX_CROSS_ENTROPY), 1000),
        Arguments.of(
            KernelCases.network(
                Loss.SOFTMAX_CROSS_ENTROPY, Activation.RELU, true, 301, 401, 130, 7),
            19));
  }

  @ParameterizedTest
  @MethodSource("bits")
  void threadsChangeNoBit(NetworkSpec spec, int batch) {
    for (int k = 0; k < makers().size(); k++) {
      KernelState one = trained(k, spec, batch, 1);
      for (int threads = 2; threads <= 3; threads++) {
        same(trained(k, spec, batch, threads), one);
      }
    }
  }

  private static KernelState trained(int k, NetworkSpec spec, int batch, int threads) {
    Dataset data = KernelCases.data(spec, 4 * batch, 5);
    float[] initial = KernelCases.parameters(spec, 3);
    KernelOptions options = new KernelOptions(batch, threads, 7);
    try (Kernel kernel = makers().get(k).make(spec, OptimiserSpec.adam(0.01), initial, options)) {
      for (int step = 0; step < 4; step++) {
        int at = step * batch;
        kernel.step(
            data, KernelCases.order(data.rows()), at, at + batch, new Tally(initial.length));
      }
      return kernel.state();
    }
  }

  private static void same(KernelState a, KernelState b) {
    assertThat(a.parameters()).isEqualTo(b.parameters());
    assertThat(a.first()).isEqualTo(b.first());
    assertThat(a.second()).isEqualTo(b.second());
    assertThat(a.updates()).isEqualTo(b.updates());
  }

  @Test
  void resumesBitForBit() {
    NetworkSpec spec = KernelCases.mixed(Loss.MSE);
    Dataset data = KernelCases.data(spec, 80, 5);
    int[] order = KernelCases.order(80);
    float[] initial = KernelCases.parameters(spec, 3);
    Tally tally = new Tally(initial.length);
    KernelOptions options = new KernelOptions(20, 2, 7);
    for (OptimiserSpec optimiser : OPTIMISERS) {
      for (KernelCases.Maker maker : makers()) {
        try (Kernel whole = maker.make(spec, optimiser, initial, options);
            Kernel resumed = maker.make(spec, optimiser, initial, options)) {
          whole.step(data, order, 0, 20, tally);
          whole.step(data, order, 20, 40, tally);
          resumed.restore(whole.state());
          whole.step(data, order, 40, 60, tally);
          resumed.step(data, order, 40, 60, tally);
          same(resumed.state(), whole.state());
        }
      }
    }
  }
}
