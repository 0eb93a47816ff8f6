// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import java.nio.ByteBuffer;

/** Numbers of other widths as float32. */
enum FloatBytes {
  F16(2) {
    @Override
    float read(ByteBuffer from) {
      return half(from.getShort());
    }
  },
  BF16(2) {
    @Override
    float read(ByteBuffer from) {
      return Float.intBitsToFloat(from.getShort() << 16);
    }
  },
  F32(4) {
    @Override
    float read(ByteBuffer from) {
      return Float.intBitsToFloat(from.getInt());
    }
  },
  F64(8) {
    @Override
    float read(ByteBuffer from) {
      return (float) from.getDouble();
    }
  };

  private final int bytes;

  FloatBytes(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  int bytes() {
    return bytes;
  }

  /** The next number, in the buffer's byte order. */
  abstract float read(ByteBuffer from);

  /** The next {@code n} numbers. */
  float[] read(ByteBuffer from, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = read(from);
    }
    return values;
  }

  /** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
  static float half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        exponent == 0x1f
            ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
            : exponent == 0
                ? fraction * 0x1p-24f
                : Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    return bits < 0 ? -magnitude : magnitude;
  }
}
