// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.util.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Samples in memory, row major.
 *
 * @param rows number of samples
 * @param inputs features of a sample
 * @param outputs target values of a sample (one-hot for classes)
 * @param features rows x inputs
 * @param targets rows x outputs
 */
public record Dataset(int rows, int inputs, int outputs, float[] features, float[] targets) {
  /** The shapes must fit. */
  public Dataset {
    Checks.atLeast("rows", rows, 1);
    Checks.require(
        (long) rows * inputs == features.length,
        "features must have %d x %d elements: was %d",
        rows,
        inputs,
        features.length);
    Checks.require(
        (long) rows * outputs == targets.length,
        "targets must have %d x %d elements: was %d",
        rows,
        outputs,
        targets.length);
  }

  /** The class of a row: the greatest target, or for a single output whether it exceeds 0.5. */
  public int label(int row) {
    return label(targets, row * outputs, outputs);
  }

  /** The class that a row of outputs means. */
  public static int label(float[] values, int offset, int count) {
    if (count == 1) {
      return values[offset] > 0.5f ? 1 : 0;
    }
    int best = 0;
    for (int i = 1; i < count; i++) {
      if (values[offset + i] > values[offset + best]) {
        best = i;
      }
    }
    return best;
  }

  /** SHA-256 over features, then targets, as little-endian float32; hexadecimal. */
  public String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
      for (float[] part : new float[][] {features, targets}) {
        for (int i = 0; i < part.length; ) {
          int n = Math.min(part.length - i, buffer.capacity() / Float.BYTES);
          buffer.clear();
          buffer.asFloatBuffer().put(part, i, n);
          buffer.limit(n * Float.BYTES);
          digest.update(buffer);
          i += n;
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
