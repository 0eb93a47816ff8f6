// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast surfaces against naive evaluation, to 1e-5 relative. */
class NeuronEvaluatorTest {
  private static final Axis AXIS = new Axis(-5, 5, 7);

  @ParameterizedTest
  @ValueSource(strings = {"xor", "xor-12-layers"})
  void everyNeuronOfTheXorNetworks(String name) {
    Experiment e = ExperimentReader.builtIn(name);
    float[] parameters = Training.initialParameters(e);
    Dataset data = DataSets.load(e);
    List<NeuronSlice> slices = e.landscape().slices(e.network());
    assertThat(slices).hasSize(2 * e.network().layers().size() - 1);
    for (NeuronSlice slice : slices) {
      compare(e.network(), parameters, data, slice, AXIS, AXIS, 0, 7);
    }
  }

  static Stream<Arguments> shapes() {
    List<Arguments> all = new ArrayList<>();
    for (Activation a : Activation.values()) {
      for (Loss loss : Loss.values()) {
        all.add(Arguments.of(a, loss, a != Activation.TANH));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void oddShapesAllActivationsBothLosses(Activation activation, Loss loss, boolean bias) {
    Random random = new Random(11);
    NetworkSpec spec =
        new NetworkSpec(
            3,
            List.of(
                new LayerSpec("a", 7, activation, bias),
                new LayerSpec("b", 5, activation, bias),
                new LayerSpec("c", 3, Activation.IDENTITY, bias)),
            loss);
    float[] parameters = new float[spec.layout().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian() * 0.6f;
    }
    int rows = 1037; // two whole blocks and a part
    float[] x = new float[rows * 3];
    float[] y = new float[rows * 3];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int r = 0; r < rows; r++) {
      y[3 * r + random.nextInt(3)] = 1;
    }
    Dataset data = new Dataset(rows, 3, 3, x, y);
    Axis alpha = new Axis(-1.5, 2, 4);
    Axis beta = new Axis(0, 3, 3);
    for (int l = 0; l < 3; l++) {
      NeuronSlice slice = new NeuronSlice(l, spec.layers().get(l).name(), 2, 1, 0);
      compare(spec, parameters, data, slice, alpha, beta, 1, 2);
      if (bias) {
        slice = new NeuronSlice(l, spec.layers().get(l).name(), 2, 1, NeuronSlice.BIAS);
        compare(spec, parameters, data, slice, alpha, beta, 1, 2);
        slice = new NeuronSlice(l, spec.layers().get(l).name(), 0, NeuronSlice.BIAS, 2);
        compare(spec, parameters, data, slice, alpha, beta, 0, 4);
      }
    }
  }

  @Test
  void residualLayers() {
    NetworkSpec spec =
        new NetworkSpec(
            4,
            List.of(
                new LayerSpec("a", 4, Activation.TANH, true).withResidual(),
                new LayerSpec("b", 4, Activation.RELU, true).withResidual().withDropout(0.5),
                new LayerSpec("c", 4, Activation.SIGMOID, false).withResidual(),
                new LayerSpec("d", 3, Activation.IDENTITY, true)),
            Loss.MSE);
    Random random = new Random(5);
    float[] parameters = new float[spec.layout().size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) random.nextGaussian() * 0.6f;
    }
    float[] x = new float[600 * 4];
    float[] y = new float[600 * 3];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    for (int r = 0; r < 600; r++) {
      y[3 * r + random.nextInt(3)] = 1;
    }
    Dataset data = new Dataset(600, 4, 3, x, y);
    for (int l = 0; l < 4; l++) {
      NeuronSlice slice = new NeuronSlice(l, spec.layers().get(l).name(), 1, 1, 3);
      compare(spec, parameters, data, slice, AXIS, AXIS, 0, 7);
    }
  }

  private static void compare(
      NetworkSpec spec,
      float[] parameters,
      Dataset data,
      NeuronSlice slice,
      Axis alpha,
      Axis beta,
      int row0,
      int rows) {
    SurfacePart fast =
        new NeuronEvaluator(spec, parameters, data).evaluate(slice, alpha, beta, row0, rows);
    SurfacePart slow =
        new ReferenceEvaluator(spec, parameters, data).evaluate(slice, alpha, beta, row0, rows);
    assertThat(fast.loss()).hasSize(rows * beta.count());
    for (int p = 0; p < fast.loss().length; p++) {
      float expected = slow.loss()[p];
      assertThat(Math.abs(fast.loss()[p] - expected))
          .as("%s point %d: %s against %s", slice.id(), p, fast.loss()[p], expected)
          .isLessThanOrEqualTo(1e-5f * Math.abs(expected));
      // a sample on the border may fall either way
      assertThat(Math.abs(fast.accuracy()[p] - slow.accuracy()[p]) * data.rows())
          .isLessThanOrEqualTo(2.01f);
    }
  }

  @Test
  void nanStaysNan() {
    Experiment e = ExperimentReader.builtIn("xor");
    float[] parameters = Training.initialParameters(e);
    parameters[0] = Float.NaN;
    SurfacePart part =
        new NeuronEvaluator(e.network(), parameters, DataSets.load(e))
            .evaluate(new NeuronSlice(0, "l1", 0, 0, 1), AXIS, AXIS, 0, 7);
    for (float loss : part.loss()) {
      assertThat(loss).isNaN();
    }
  }

  @Test
  void saysWhichBoundIsBroken() {
    Experiment e = ExperimentReader.builtIn("xor");
    NeuronEvaluator evaluator =
        new NeuronEvaluator(e.network(), Training.initialParameters(e), DataSets.load(e));
    assertThatThrownBy(
            () -> evaluator.evaluate(new NeuronSlice(3, "l4", 1, 0, 1), AXIS, AXIS, 0, 7))
        .hasMessage("neuron must be in 0..0: was 1");
    assertThatThrownBy(
            () -> evaluator.evaluate(new NeuronSlice(0, "l1", 1, 0, 2), AXIS, AXIS, 0, 7))
        .hasMessage("input must be in 0..1, or -1 for the bias: was 2");
    NetworkSpec none =
        new NetworkSpec(2, List.of(new LayerSpec("a", 1, Activation.IDENTITY, false)), Loss.MSE);
    Dataset one = new Dataset(1, 2, 1, new float[2], new float[1]);
    assertThatThrownBy(
            () ->
                new NeuronEvaluator(none, new float[2], one)
                    .evaluate(new NeuronSlice(0, "a", 0, 0, NeuronSlice.BIAS), AXIS, AXIS, 0, 7))
        .hasMessage("input must be in 0..1: was -1");
  }
}
