// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.training.Training;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomGoldenTest {
  private final JsonNode golden = read();

  private static JsonNode read() {
    try {
      return Golden.json("rng.json");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void numpyUniformsAreTheSameBits() {
    NumpyRandom random = new NumpyRandom(0);
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      double x = random.rand();
      sum += x;
      if (i < 10) {
        assertThat(x).isEqualTo(golden.get("numpy_rand_seed0_first10").get(i).doubleValue());
      }
    }
    assertThat(sum).isCloseTo(golden.get("numpy_rand_seed0_sum").doubleValue(), within(1e-9));
  }

  @Test
  void xorDataHasTheNotebooksLabels() {
    Dataset data = DataSets.load(ExperimentReader.builtIn("xor"));
    int ones = 0;
    for (int i = 0; i < data.rows(); i++) {
      ones += data.label(i);
    }
    assertThat(ones).isEqualTo(golden.get("xor_labels_sum").intValue());
    assertThat(data.features()[0])
        .isEqualTo((float) golden.get("numpy_rand_seed0_first10").get(0).doubleValue());
  }

  @Test
  void xorNetworkBeginsAsInTorch() {
    JsonNode layers = golden.get("xor_linear");
    float[] expected = Golden.floats(layers.get(0), layers.get(1), layers.get(2), layers.get(3));
    assertThat(Training.initialParameters(ExperimentReader.builtIn("xor"))).isEqualTo(expected);
  }

  @Test
  void mnistNetworkBeginsAsInTorch() {
    List<LayerSpec> layers = new ArrayList<>();
    for (int units : new int[] {1000, 100, 10, 10, 10}) {
      layers.add(new LayerSpec("l" + (layers.size() + 1), units, Activation.RELU, true));
    }
    NetworkSpec spec = new NetworkSpec(784, layers, Loss.SOFTMAX_CROSS_ENTROPY);
    float[] parameters = TorchInit.parameters(spec, new TorchRandom(0));
    assertThat(parameters).hasSize(886_330);
    for (int l = 0; l < 5; l++) {
      JsonNode layer = golden.get("mnist_linear").get(l);
      ParameterBlock w = spec.layout().weights(l);
      ParameterBlock b = spec.layout().block(l, Param.B);
      for (int i = 0; i < 8; i++) {
        assertThat(parameters[w.offset() + i])
            .isEqualTo((float) layer.get("first8").get(i).doubleValue());
        assertThat(parameters[w.offset() + w.size() - 8 + i])
            .isEqualTo((float) layer.get("last8").get(i).doubleValue());
        assertThat(parameters[b.offset() + i])
            .isEqualTo((float) layer.get("bias_first8").get(i).doubleValue());
      }
      assertThat(sum(parameters, w)).isCloseTo(layer.get("weight_sum").doubleValue(), within(1e-9));
      assertThat(sum(parameters, b)).isCloseTo(layer.get("bias_sum").doubleValue(), within(1e-9));
    }
  }

  private static double sum(float[] values, ParameterBlock block) {
    double sum = 0;
    for (int i = 0; i < block.size(); i++) {
      sum += values[block.offset() + i];
    }
    return sum;
  }

  @Test
  void numpySeedMustFit32Bits() {
    assertThatThrownBy(() -> new NumpyRandom(-1))
        .hasMessage("seed must be in [0, 2^32) for numpy: was -1");
  }
}
