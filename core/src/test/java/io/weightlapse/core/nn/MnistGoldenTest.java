// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.random.TorchRandom;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The MNIST network's first 20 steps against PyTorch's, to 1e-3; needs the real training file. */
class MnistGoldenTest {
  private static final int ROWS = 320;

  @Test
  void twentySteps() throws IOException {
    String folder = System.getProperty("WEIGHTLAPSE_DATA", System.getenv("WEIGHTLAPSE_DATA"));
    assumeTrue(folder != null, "WEIGHTLAPSE_DATA must name a folder with mnist/: was not set");
    Path mnist = Path.of(folder, "mnist");
    Path images = mnist.resolve("train-images-idx3-ubyte.gz");
    assumeTrue(Files.exists(images), "WEIGHTLAPSE_DATA must hold " + images);
    byte[] pixels = idx(images, 16, ROWS * 784);
    byte[] classes = idx(mnist.resolve("train-labels-idx1-ubyte.gz"), 8, ROWS);
    float[] x = new float[ROWS * 784];
    float[] y = new float[ROWS * 10];
    for (int i = 0; i < x.length; i++) {
      x[i] = (pixels[i] & 0xff) / 255f;
    }
    for (int r = 0; r < ROWS; r++) {
      y[r * 10 + classes[r]] = 1;
    }
    check(new Dataset(ROWS, 784, 10, x, y));
  }

  private static void check(Dataset data) throws IOException {
    JsonNode golden = Golden.json("mnist-20-steps.json");
    NetworkSpec spec =
        KernelCases.network(
            Loss.SOFTMAX_CROSS_ENTROPY, Activation.RELU, true, 784, 1000, 100, 10, 10, 10);
    float[] initial = TorchInit.parameters(spec, new TorchRandom(0));
    KernelOptions options = KernelOptions.batch(16);
    try (Kernel kernel = Kernels.create(spec, OptimiserSpec.adam(1e-3), initial, options)) {
      assertThat(kernel).isInstanceOf(WideKernel.class);
      int[] order = new int[ROWS];
      java.util.Arrays.setAll(order, i -> i);
      Tally tally = new Tally(initial.length);
      for (int step = 0; step < 20; step++) {
        tally.reset();
        kernel.step(data, order, 16 * step, 16 * step + 16, tally);
        double loss = golden.get("loss").get(step).doubleValue();
        assertThat(tally.meanLoss() / loss).as("loss of step %d", step).isCloseTo(1, within(1e-3));
      }
      float[] last = Golden.floats(golden.get("last_layer_weight"));
      ParameterBlock block = spec.layout().weights(4);
      for (int i = 0; i < last.length; i++) {
        assertThat(kernel.parameters()[block.offset() + i])
            .as("weight %d of the last layer", i)
            .isCloseTo(last[i], within(1e-3f * Math.max(0.05f, Math.abs(last[i]))));
      }
      for (int l = 0; l < 5; l++) {
        ParameterBlock w = spec.layout().weights(l);
        double sum = 0;
        for (int i = w.offset(); i < w.offset() + w.size(); i++) {
          sum += kernel.parameters()[i];
        }
        double expected = golden.get("weight_sum_after").get(l).doubleValue();
        assertThat(sum)
            .as("sum of layer %d", l)
            .isCloseTo(expected, within(1e-3 * Math.abs(expected)));
      }
    }
  }

  /** The first bytes after the header of an IDX file. */
  private static byte[] idx(Path file, int header, int count) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(header);
      return in.readNBytes(count);
    }
  }
}
