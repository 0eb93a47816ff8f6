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
 * @param threshold where a single output parts two classes
 */
public record Dataset(
    int rows, int inputs, int outputs, float[] features, float[] targets, float threshold) {
  /** Between the targets 0 and 1. */
  public static final float HALF = 0.5f;

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

  /** Classes are one-hot, or 0 and 1. */
  public Dataset(int rows, int inputs, int outputs, float[] features, float[] targets) {
    this(rows, inputs, outputs, features, targets, HALF);
  }

  /** The class of a row. */
  public int label(int row) {
    return label(targets, row * outputs);
  }

  /**
   * The class that a network's outputs mean: the greatest, or whether a single one exceeds the
   * threshold.
   *
   * @param values outputs of a sample, from {@code offset} on
   */
  public int label(float[] values, int offset) {
    if (outputs == 1) {
      return values[offset] > threshold ? 1 : 0;
    }
    int best = 0;
    for (int i = 1; i < outputs; i++) {
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
