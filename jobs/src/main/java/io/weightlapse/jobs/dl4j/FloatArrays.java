// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moves whole arrays between ND4J's buffers, floats and bytes. ND4J itself serialises and fills an
 * array value by value, which takes most of a round.
 */
final class FloatArrays {
  private static final byte[] NONE = new byte[0];

  private FloatArrays() {}

  /** The values as little-endian bytes; nothing for null. */
  static byte[] bytes(INDArray array) {
    if (array == null) {
      return NONE;
    }
    byte[] bytes = new byte[Math.toIntExact(array.length() * Float.BYTES)];
    FloatBuffer target = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    if (inMemory()) {
      target.put(memory(array));
    } else {
      target.put(array.toFloatVector());
    }
    return bytes;
  }

  /** The values; empty for null. */
  static float[] floats(INDArray array) {
    if (array == null) {
      return new float[0];
    }
    if (!inMemory()) {
      return array.toFloatVector();
    }
    float[] values = new float[Math.toIntExact(array.length())];
    memory(array).get(values);
    return values;
  }

  /** The values of little-endian bytes times a number, in place where they change. */
  static byte[] times(byte[] bytes, long factor) {
    if (factor > 1) {
      FloatBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      for (int i = 0; i < values.limit(); i++) {
        values.put(i, values.get(i) * factor);
      }
    }
    return bytes;
  }

  /** Little-endian bytes as values. */
  static float[] floats(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /** A row vector of those bytes; null for none. */
  static INDArray array(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    if (!inMemory()) {
      return Networks.row(floats(bytes));
    }
    INDArray row = Nd4j.createUninitialized(DataType.FLOAT, 1, bytes.length / Float.BYTES);
    memory(row).put(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer());
    return row;
  }

  /** Overwrites an array; nothing where there are no values. */
  static void put(float[] values, INDArray array) {
    if (values.length == 0) {
      return;
    }
    if (inMemory()) {
      memory(array).put(values);
    } else {
      array.assign(Nd4j.createFromArray(values).reshape(array.shape()));
    }
  }

  /** Whether arrays lie in this process's memory, not in a GPU's. */
  private static boolean inMemory() {
    return Nd4j.getBackend() instanceof CpuBackend;
  }

  /** The array's own memory: parameters and updater state are contiguous. */
  private static FloatBuffer memory(INDArray array) {
    FloatBuffer all = array.data().asNioFloat().duplicate();
    return all.limit(all.position() + Math.toIntExact(array.length()));
  }
}
