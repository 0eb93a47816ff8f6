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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A checkpoint as bytes: magic, version, run, epoch, position, updates, the arrays with their
 * lengths, what statistics compare with, and a CRC-32C of all before it. Big-endian. Version 1 has
 * nothing for statistics.
 */
public final class CheckpointCodec {
  private static final int MAGIC = 0x574c434b; // WLCK
  private static final int VERSION = 2;

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
      writeStatistics(out, c);
      out.flush();
      CRC32C crc = new CRC32C();
      crc.update(bytes.toByteArray());
      out.writeLong(crc.getValue());
    }
    return bytes.toByteArray();
  }

  private static void writeStatistics(DataOutputStream out, Checkpoint c) throws IOException {
    out.writeInt(c.earlier().size());
    for (LayerStatistics.Earlier e : c.earlier()) {
      out.writeInt(e.worker());
      out.writeInt(e.offset());
      out.writeLong(e.step());
      // mostly they are the parameters of this very step
      boolean same =
          Arrays.mismatch(
                  e.values(),
                  Arrays.copyOfRange(
                      c.kernel().parameters(), e.offset(), e.offset() + e.values().length))
              < 0;
      out.writeInt(same ? e.values().length : -1);
      if (!same) {
        write(out, e.values());
      }
    }
    out.writeInt(c.readings().size());
    for (TallyReader.Reading r : c.readings()) {
      out.writeInt(r.offset());
      out.writeInt(r.epoch());
      out.writeLong(r.steps());
      out.writeDouble(r.squares());
      out.writeDouble(r.moved());
    }
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
      if (version < 1 || version > VERSION) {
        throw new IOException("checkpoint version must be 1.." + VERSION + ": was " + version);
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
      if (version == 1) {
        return new Checkpoint(run, epoch, position, kernel, tally);
      }
      return new Checkpoint(
          run, epoch, position, kernel, tally, earlier(in, kernel.parameters()), readings(in));
    }
  }

  private static List<LayerStatistics.Earlier> earlier(DataInputStream in, float[] parameters)
      throws IOException {
    List<LayerStatistics.Earlier> all = new ArrayList<>();
    for (int n = length(in, 20); n > 0; n--) {
      int worker = in.readInt();
      int offset = in.readInt();
      long step = in.readLong();
      int same = in.readInt();
      if (same >= 0 && (offset < 0 || same > parameters.length - offset)) {
        throw new IOException("checkpoint holds a tensor of an impossible length: " + same);
      }
      float[] values =
          same < 0 ? floats(in) : Arrays.copyOfRange(parameters, offset, offset + same);
      all.add(new LayerStatistics.Earlier(worker, offset, step, values));
    }
    return all;
  }

  private static List<TallyReader.Reading> readings(DataInputStream in) throws IOException {
    List<TallyReader.Reading> all = new ArrayList<>();
    for (int n = length(in, 32); n > 0; n--) {
      all.add(
          new TallyReader.Reading(
              in.readInt(), in.readInt(), in.readLong(), in.readDouble(), in.readDouble()));
    }
    return all;
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
