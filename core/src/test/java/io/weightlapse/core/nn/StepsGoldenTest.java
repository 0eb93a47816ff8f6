// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import io.weightlapse.core.data.Dataset;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of steps.json, made by PyTorch, on every kernel, to 1e-4 relative. */
class StepsGoldenTest {
  private interface Maker {
    Kernel make(NetworkSpec spec, OptimiserSpec optimiser, float[] parameters);
  }

  @TestFactory
  Stream<DynamicTest> cases() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode c : Golden.json("steps.json").get("cases")) {
      String name = c.get("name").asText();
      for (int k = 0; k < KernelCases.NAMES.size(); k++) {
        KernelCases.Maker maker = KernelCases.makers().get(k);
        String kernel = KernelCases.NAMES.get(k);
        KernelOptions options = new KernelOptions(c.get("batch").intValue(), 2, 0);
        tests.add(
            DynamicTest.dynamicTest(
                name + " " + kernel,
                () -> check(c, (spec, opt, p) -> maker.make(spec, opt, p, options))));
      }
      tests.add(DynamicTest.dynamicTest(name + " reference", () -> check(c, ReferenceKernel::new)));
    }
    assertThat(tests).hasSize(72);
    return tests.stream();
  }

  private static void check(JsonNode c, Maker maker) {
    NetworkSpec spec = network(c);
    Dataset data = data(c, spec);
    Kernel kernel = maker.make(spec, optimiser(c), Golden.floats(c.get("initial")));
    int[] order = new int[data.rows()];
    Arrays.setAll(order, i -> i);
    int batch = c.get("batch").intValue();
    float[] gradient = new float[kernel.parameters().length];
    kernel.gradient(data, order, 0, batch, gradient);
    close(gradient, Golden.floats(c.get("first_gradient")), "first gradient");
    Tally tally = new Tally(gradient.length);
    for (int step = 0; step < c.get("steps").intValue(); step++) {
      tally.reset();
      kernel.step(data, order, step * batch, (step + 1) * batch, tally);
      close(
          new float[] {(float) tally.meanLoss()},
          Golden.floats(c.get("data_loss").get(step)),
          "loss of step " + step);
    }
    close(kernel.parameters(), Golden.floats(c.get("final")), "final parameters");
  }

  private static void close(float[] actual, float[] expected, String what) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      // float32 on both sides: values near zero are compared on the scale of 0.01
      double bound = 1e-4 * Math.max(Math.abs(expected[i]), 1e-2);
      assertThat(Math.abs((double) actual[i] - expected[i]))
          .as("%s [%d]: %s against %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(bound);
    }
  }

  private static NetworkSpec network(JsonNode c) {
    int[] sizes = new int[c.get("sizes").size()];
    Arrays.setAll(sizes, i -> c.get("sizes").get(i).intValue());
    Activation hidden =
        Activation.valueOf(c.get("hidden_activation").asText().toUpperCase(Locale.ROOT));
    List<LayerSpec> layers = new ArrayList<>();
    for (int l = 1; l < sizes.length; l++) {
      Activation a = l == sizes.length - 1 ? Activation.IDENTITY : hidden;
      layers.add(new LayerSpec("l" + l, sizes[l], a, c.get("bias").booleanValue()));
    }
    return new NetworkSpec(
        sizes[0], layers, Loss.valueOf(c.get("loss").asText().toUpperCase(Locale.ROOT)));
  }

  private static OptimiserSpec optimiser(JsonNode c) {
    double lr = c.get("lr").doubleValue();
    double mu = c.path("momentum").asDouble(0);
    OptimiserSpec spec =
        switch (c.get("optimizer").asText()) {
          case "sgd" -> OptimiserSpec.sgd(lr);
          case "momentum" -> OptimiserSpec.momentum(lr, mu);
          case "nesterov" -> OptimiserSpec.nesterov(lr, mu);
          case "adam" -> OptimiserSpec.adam(lr);
          default -> throw new AssertionError(c.get("optimizer"));
        };
    return spec.withPenalties(c.get("l1").doubleValue(), c.get("l2").doubleValue());
  }

  private static Dataset data(JsonNode c, NetworkSpec spec) {
    float[] x = Golden.floats(c.get("inputs"));
    float[] y = Golden.floats(c.get("targets"));
    int rows = x.length / spec.inputs();
    if (spec.loss() == Loss.SOFTMAX_CROSS_ENTROPY) {
      float[] oneHot = new float[rows * spec.outputs()];
      for (int r = 0; r < rows; r++) {
        oneHot[r * spec.outputs() + (int) y[r]] = 1;
      }
      y = oneHot;
    }
    return new Dataset(rows, spec.inputs(), spec.outputs(), x, y);
  }
}
