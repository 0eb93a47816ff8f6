// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.nn.ReferenceKernel;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's step against ours, in double precision by the definitions. */
class NetworksTest {
  private static final int ROWS = 7;

  /**
   * DL4J adds epsilon before the bias correction, PyTorch after it: here it is too small to see.
   */
  private static final OptimiserSpec ADAM =
      new OptimiserSpec(OptimiserSpec.Kind.ADAM, 0.01, 0, 0.9, 0.999, 1e-20, 0, 0);

  static Stream<Arguments> cases() {
    List<Arguments> all = new ArrayList<>();
    List<OptimiserSpec> optimisers =
        List.of(
            OptimiserSpec.sgd(0.05),
            OptimiserSpec.momentum(0.02, 0.9),
            OptimiserSpec.nesterov(0.02, 0.9),
            ADAM,
            OptimiserSpec.sgd(0.05).withPenalties(0.01, 0.02),
            ADAM.withPenalties(0.01, 0.02));
    for (Activation activation : Activation.values()) {
      for (Loss loss : Loss.values()) {
        for (OptimiserSpec optimiser : optimisers) {
          for (boolean bias : new boolean[] {true, false}) {
            if (activation != Activation.ARCTAN) {
              all.add(Arguments.of(activation, loss, optimiser, bias));
            }
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsAreOurs(Activation activation, Loss loss, OptimiserSpec optimiser, boolean bias) {
    NetworkSpec spec = spec(activation, loss, bias);
    Dataset data = data(11);
    float[] parameters = parameters(spec, 3);
    MultiLayerNetwork network = Networks.create(spec, optimiser, 0, parameters);
    ReferenceKernel reference = new ReferenceKernel(spec, optimiser, parameters);
    DataSet samples = new DataSet(matrix(data.features(), 3), matrix(data.targets(), 2));
    int[] order = new int[ROWS];
    Arrays.setAll(order, i -> i);
    for (int step = 0; step < 3; step++) {
      network.fit(samples);
      reference.step(data, order, 0, ROWS, new Tally(parameters.length));
      float[] theirs = network.params().toFloatVector();
      float[] ours = reference.parameters();
      for (int i = 0; i < ours.length; i++) {
        assertThat((double) theirs[i])
            .as("parameter %d after step %d", i, step + 1)
            .isCloseTo(ours[i], within(2e-5 * Math.max(1, Math.abs(ours[i]))));
      }
    }
    assertThat(network.params().toFloatVector()).isNotEqualTo(parameters);
  }

  @Test
  void residualArctanAndDroppedOutputsAreNamed() {
    LayerSpec plain = new LayerSpec("l1", 3, Activation.TANH, true);
    NetworkSpec residual = new NetworkSpec(3, List.of(plain.withResidual()), Loss.MSE);
    assertThatThrownBy(() -> Supported.require(residual))
        .isInstanceOf(UserException.class)
        .hasMessage("layer l1: DL4J has no residual connections");
    NetworkSpec arctan = spec(Activation.ARCTAN, Loss.MSE, true);
    assertThatThrownBy(() -> Supported.require(arctan))
        .hasMessage("layer l1: DL4J has no activation arctan");
    NetworkSpec dropped = new NetworkSpec(3, List.of(plain.withDropout(0.5)), Loss.MSE);
    assertThatThrownBy(() -> Supported.require(dropped))
        .hasMessage("layer l1: DL4J has no dropout of the network's outputs");
  }

  static NetworkSpec spec(Activation activation, Loss loss, boolean bias) {
    return new NetworkSpec(
        3,
        List.of(
            new LayerSpec("l1", 5, activation, bias),
            new LayerSpec("l2", 4, activation, bias),
            new LayerSpec("l3", 2, activation, bias)),
        loss);
  }

  static Dataset data(long seed) {
    Random random = new Random(seed);
    float[] x = new float[ROWS * 3];
    float[] y = new float[ROWS * 2];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int r = 0; r < ROWS; r++) {
      y[2 * r + random.nextInt(2)] = 1;
    }
    return new Dataset(ROWS, 3, 2, x, y);
  }

  static float[] parameters(NetworkSpec spec, long seed) {
    Random random = new Random(seed);
    float[] parameters = new float[spec.layout().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (0.5 * random.nextGaussian());
    }
    return parameters;
  }

  private static INDArray matrix(float[] values, int columns) {
    return Nd4j.create(values, new long[] {values.length / columns, columns});
  }
}
