// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fixtures were written by numpy 1.24 and safetensors from torch.manual_seed(3). */
class WeightsFileTest {
  private static final float[] TORCH = TorchInit.parameters(network(3, 4, 2), new TorchRandom(3));

  @TempDir Path folder;

  private static NetworkSpec network(int inputs, int hidden, int outputs) {
    return new NetworkSpec(
        inputs,
        List.of(
            new LayerSpec("l1", hidden, Activation.RELU, true, 0, false),
            new LayerSpec("l2", outputs, Activation.IDENTITY, true, 0, false)),
        Loss.SOFTMAX_CROSS_ENTROPY);
  }

  private String fixture(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in = getClass().getResourceAsStream("/weights/" + name)) {
      Files.copy(in, copy);
    }
    return copy.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch.npz", "torch.safetensors"})
  void readsWhatPythonWrote(String name) throws IOException {
    assertThat(WeightsFile.of(fixture(name)).parameters(network(3, 4, 2))).isEqualTo(TORCH);
  }

  @Test
  void readsOtherWidthsOrdersAndNames() throws IOException {
    float[] npz = WeightsFile.of(fixture("mixed.npz")).parameters(network(3, 4, 2));
    float[] expected = TORCH.clone(); // big-endian doubles and a Fortran order keep all bits
    round(expected, 12, 16, 10);
    assertThat(npz).isEqualTo(expected);
    float[] safe = WeightsFile.of(fixture("mixed.safetensors")).parameters(network(3, 4, 2));
    round(expected, 0, 12, 7);
    assertThat(safe).as("fc2 comes before fc10").isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.npz", "w.safetensors"})
  void everyBitComesBack(String name) {
    NetworkSpec network = network(5, 7, 3);
    float[] weights = new float[network.layout().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i * 0.37f - 4;
    }
    weights[3] = Float.intBitsToFloat(0x7fc12345);
    weights[4] = -0f;
    weights[5] = Float.NEGATIVE_INFINITY;
    weights[6] = Float.MIN_VALUE;
    WeightsFile file = WeightsFile.of(folder.resolve(name).toString());
    file.write(network, weights);
    assertThat(bits(file.parameters(network))).isEqualTo(bits(weights));
    assertThat(folder.toFile().list()).containsExactly(name);
  }

  /** Rounds to so many bits of fraction, half to even: 10 for float16, 7 for bfloat16. */
  private static void round(float[] values, int from, int to, int bits) {
    for (int i = from; i < to; i++) {
      double ulp = Math.scalb(1.0, Math.getExponent(values[i]) - bits);
      values[i] = (float) (Math.rint(values[i] / ulp) * ulp);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void halfWidthNumbers() {
    assertThat(FloatBytes.half((short) 0x3c00)).isEqualTo(1);
    assertThat(FloatBytes.half((short) 0xc000)).isEqualTo(-2);
    assertThat(FloatBytes.half((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(FloatBytes.half((short) 0x7bff)).isEqualTo(65504);
    assertThat(FloatBytes.half((short) 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(FloatBytes.half((short) 0x7e00)).isNaN();
    assertThat(Float.floatToRawIntBits(FloatBytes.half((short) 0x8000))).isEqualTo(1 << 31);
  }

  @Test
  void theFirstLayerThatDiffersIsNamed() throws IOException {
    WeightsFile file = WeightsFile.of(fixture("torch.npz"));
    assertThatThrownBy(() -> file.parameters(network(3, 4, 5)))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith(
            "torch.npz: weights of layer l2 must have shape [5, 4]: 2.weight has [2, 4]");
    NetworkSpec one =
        new NetworkSpec(
            3, List.of(new LayerSpec("l1", 4, Activation.RELU, true, 0, false)), Loss.MSE);
    assertThatThrownBy(() -> file.parameters(one))
        .hasMessageEndingWith("the network must have the file's 2 dense layers: was 1");
    NetworkSpec unbiased =
        new NetworkSpec(
            3,
            List.of(
                new LayerSpec("l1", 4, Activation.RELU, false, 0, false),
                new LayerSpec("l2", 2, Activation.RELU, true, 0, false)),
            Loss.MSE);
    assertThatThrownBy(() -> file.parameters(unbiased))
        .hasMessageEndingWith("layer l1 must have no bias in the file: module 0 has one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch.npz", "torch.safetensors"})
  void everyTornFileIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(fixture(name)));
    Path torn = folder.resolve("torn-" + name);
    for (int n = 0; n < whole.length; n += 7) {
      Files.write(torn, Arrays.copyOf(whole, n));
      assertThatThrownBy(() -> WeightsFile.of(torn.toString()).tensors())
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(torn + ": ");
    }
  }

  @Test
  void flippedBitsAreFound() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of(fixture("torch.npz")));
    bytes[200] ^= 1; // among the first array's values, which are stored as they are
    Path damaged = folder.resolve("damaged.npz");
    Files.write(damaged, bytes);
    assertThatThrownBy(() -> WeightsFile.of(damaged.toString()).tensors())
        .hasMessageEndingWith("array 0.weight.npy is damaged: its checksum differs");
  }

  @Test
  void hostileSizesAllocateNothing() throws IOException {
    String header =
        "{\"a.weight\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000],\"data_offsets\":[0,8]}}";
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length()).put(header.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Path file = folder.resolve("huge.safetensors");
    Files.write(file, bytes.array());
    assertThatThrownBy(() -> WeightsFile.of(file.toString()).tensors())
        .hasMessageEndingWith(
            "a tensor must have at most 2^31 - 1 values: was [2000000000, 2000000000]");
  }

  @Test
  void namesSayWhatIsWrong() {
    assertThatThrownBy(() -> WeightsFile.of("w.pt"))
        .hasMessageStartingWith("a weights file's name must end in .npz, .safetensors");
    String missing = folder.resolve("none.npz").toString();
    assertThatThrownBy(() -> WeightsFile.of(missing).tensors())
        .hasMessage("no weights file " + missing);
  }
}
