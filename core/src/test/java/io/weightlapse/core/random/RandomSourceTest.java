// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomSourceTest {
  @Test
  void torchNormalsUniformsAndPermutationsAreTheSameBits() throws IOException {
    JsonNode golden = Golden.json("rng.json").get("torch42");
    TorchRandom random = new TorchRandom(42);
    assertThat(random.randn(5)).isEqualTo(Golden.floats(golden.get("randn5")));
    assertThat(random.randn(40)).isEqualTo(Golden.floats(golden.get("randn40")));
    float[] uniforms = new float[40];
    for (int i = 0; i < uniforms.length; i++) {
      uniforms[i] = random.rand();
    }
    assertThat(uniforms).isEqualTo(Golden.floats(golden.get("rand40")));
    int[] order = random.permutation(20);
    for (int i = 0; i < order.length; i++) {
      assertThat(order[i]).isEqualTo(golden.get("randperm20").get(i).intValue());
    }
  }

  /** PyTorch 2.13: manual_seed(7), the little-endian bytes of randn(4000). */
  @Test
  void fourThousandTorchNormalsAreTheSameBits() throws NoSuchAlgorithmException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * 4000).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(new TorchRandom(7).randn(4000));
    assertThat(sha256(bytes.array()))
        .isEqualTo("ba8203f92dfb8c97e0c052113faf25e12dd3b7de085212ee5e68d4b3fa1c57a2");
  }

  /** PyTorch 2.13: manual_seed(7), the little-endian bytes of randperm(60000) as int32. */
  @Test
  void sixtyThousandTorchIndicesAreTheSame() throws NoSuchAlgorithmException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * 60_000).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(new TorchRandom(7).permutation(60_000));
    assertThat(sha256(bytes.array()))
        .isEqualTo("4d24cbee4077b468bd76b4391efdf8645f2baf3bd49e4c4ef38d94c3887e747d");
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void numpyNormalsAreTheSameBits() throws IOException {
    JsonNode golden = Golden.json("rng.json").get("numpy_randn_seed42_5");
    NumpyRandom random = new NumpyRandom(42);
    double sum = 0;
    for (int i = 0; i < 1000; i++) {
      double x = random.randn();
      sum += x;
      if (i < 5) {
        assertThat(x).isEqualTo(golden.get(i).doubleValue());
      }
    }
    assertThat(sum).isCloseTo(19.33205582232549, within(1e-9));
  }

  /** numpy 2.4: seed(42), permutation(20). */
  @Test
  void numpyPermutationsAreTheSame() {
    assertThat(new NumpyRandom(42).permutation(20))
        .containsExactly(0, 17, 15, 1, 8, 5, 11, 3, 18, 16, 13, 2, 9, 19, 4, 12, 7, 10, 14, 6);
  }

  @ParameterizedTest
  @EnumSource(Rng.class)
  void normalsUniformsAndPermutationsHaveTheirStatistics(Rng rng) {
    RandomSource random = rng.seeded(5);
    float[] normals = random.normals(200_000);
    double mean = 0;
    double square = 0;
    double fourth = 0;
    double uniform = 0;
    for (float x : normals) {
      mean += x / (double) normals.length;
      square += (double) x * x / normals.length;
      fourth += (double) x * x * x * x / normals.length;
      uniform += random.between(-1, 3) / normals.length;
    }
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.015));
    assertThat(fourth).isCloseTo(3, within(0.1));
    assertThat(uniform).isCloseTo(1, within(0.015));
    int[] order = random.permutation(1000);
    assertThat(Arrays.stream(order).limit(500).average().orElseThrow())
        .isCloseTo(499.5, within(40.0));
    Arrays.sort(order);
    assertThat(order[0]).isZero();
    assertThat(order[999]).isEqualTo(999);
    assertThat(Arrays.stream(order).distinct().count()).isEqualTo(1000);
  }

  @Test
  void unknownNamesAreRefused() {
    assertThat(Rng.of("torch")).isEqualTo(Rng.TORCH);
    assertThatThrownBy(() -> Rng.of("cuda"))
        .hasMessage("data.rng must be one of fast, numpy, torch: was cuda");
  }
}
