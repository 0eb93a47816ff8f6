// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.nn.KernelState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A checkpoint as bytes: magic, version, run, epoch, position, updates, the arrays with their
 * lengths, and a CRC-32C of all before it. Big-endian.
 */
public final class CheckpointCodec {
  private static final int MAGIC = 0x574c434b; // WLCK
  private static final int VERSION = 1;

  private CheckpointCodec() {}

  /** Encodes. */
  public static byte[] encode(Checkpoint c) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(c.run());
      out.writeInt(c.epoch());
      out.writeInt(c.position());
      out.writeLong(c.kernel().updates());
      write(out, c.kernel().parameters());
      write(out, c.kernel().first());
      write(out, c.kernel().second());
      out.writeInt(c.tally().length);
      for (double v : c.tally()) {
        out.writeDouble(v);
      }
      out.flush();
      CRC32C crc = new CRC32C();
      crc.update(bytes.toByteArray());
      out.writeLong(crc.getValue());
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES);
    for (float v : values) {
      buffer.putInt(Float.floatToRawIntBits(v)); // NaN payloads too
    }
    out.write(buffer.array());
  }

  /**
   * Decodes.
   *
   * @throws IOException if the bytes are no whole checkpoint; the message says what is wrong
   */
  public static Checkpoint decode(byte[] bytes) throws IOException {
    if (bytes.length < 32) {
      throw new IOException("checkpoint must have at least 32 bytes: was " + bytes.length);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - Long.BYTES);
    if (ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES) != crc.getValue()) {
      throw new IOException("checkpoint is damaged: its checksum does not fit");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC) {
        throw new IOException("no checkpoint: it begins otherwise");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException("checkpoint version must be " + VERSION + ": was " + version);
      }
      String run = in.readUTF();
      int epoch = in.readInt();
      int position = in.readInt();
      long updates = in.readLong();
      KernelState kernel = new KernelState(floats(in), floats(in), floats(in), updates);
      double[] tally = new double[length(in, Double.BYTES)];
      for (int i = 0; i < tally.length; i++) {
        tally[i] = in.readDouble();
      }
      return new Checkpoint(run, epoch, position, kernel, tally);
    }
  }

  private static int length(DataInputStream in, int bytes) throws IOException {
    int length = in.readInt();
    if (length < 0 || (long) length * bytes > in.available()) {
      throw new IOException("checkpoint holds a list of an impossible length: " + length);
    }
    return length;
  }

  private static float[] floats(DataInputStream in) throws IOException {
    float[] values = new float[length(in, Float.BYTES)];
    ByteBuffer buffer = ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES));
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(buffer.getInt());
    }
    return values;
  }
}
