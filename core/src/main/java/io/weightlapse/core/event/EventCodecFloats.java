// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Snapshots: float32 values, everything else in headers; and what surfaces share with them. */
final class EventCodecFloats {
  private EventCodecFloats() {}

  /** Whole rows, at most {@link EventCodec#CHUNK_BYTES} a message, or one row where it is wider. */
  static List<Message> encode(Snapshot s) {
    checkNames(s.run(), s.layer());
    long rowBytes = 4L * s.cols();
    Checks.require(
        rowBytes <= EventCodec.MAX_VALUE_BYTES,
        "a row of %s %s must be <= %d bytes to travel in a message: was %d",
        s.layer(),
        s.param().label(),
        EventCodec.MAX_VALUE_BYTES,
        rowBytes);
    if (s.chunks() > 1) {
      // The publisher cut the tensor itself; its numbering is kept.
      Checks.require(
          s.values().length * 4L <= EventCodec.MAX_VALUE_BYTES,
          "chunk %d of %s must be <= %d bytes: was %d",
          s.chunk(),
          s.layer(),
          EventCodec.MAX_VALUE_BYTES,
          s.values().length * 4L);
      return List.of(message(s, 0, s.rows(), s.chunk(), s.chunks()));
    }
    int most = (int) Math.max(1, EventCodec.CHUNK_BYTES / Math.max(1, rowBytes));
    if (s.rows() <= most) {
      return List.of(message(s, 0, s.rows(), 0, 1));
    }
    int chunks = (s.rows() + most - 1) / most;
    List<Message> messages = new ArrayList<>(chunks);
    for (int c = 0; c < chunks; c++) {
      int from = c * most;
      int rows = Math.min(most, s.rows() - from);
      messages.add(message(s, from, rows, c, chunks));
    }
    return messages;
  }

  /** The message of some of a snapshot's rows, the first of which is {@code from}. */
  private static Message message(Snapshot s, int from, int rows, int chunk, int chunks) {
    int count = rows * s.cols();
    byte[] value = new byte[4 * count];
    ByteBuffer.wrap(value)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(s.values(), from * s.cols(), count);
    Map<String, String> h =
        common(
            s.run(),
            s.worker(),
            s.step(),
            s.epoch(),
            s.layer(),
            s.param(),
            s.row0() + from,
            rows,
            s.cols());
    h.put("chunk", Integer.toString(chunk));
    h.put("chunks", Integer.toString(chunks));
    h.put("crc32c", crc(value));
    return new Message(Topics.SNAPSHOTS, s.run() + "/" + s.layer(), h, value);
  }

  static Snapshot snapshot(Message m, EventCodecHeaders h) throws CorruptEventException {
    Shape shape = shape(m, h, 1, h.name("layer"));
    return new Snapshot(
        h.name("run"),
        h.integer("worker", Event.MODEL),
        h.number("step", 0),
        h.integer("epoch", -1),
        h.name("layer"),
        h.param(),
        shape.row0,
        shape.rows,
        shape.cols,
        shape.chunk,
        shape.chunks,
        floats(m.value(), 0, m.value().length / 4));
  }

  static void checkNames(String run, String layer) {
    EventCodec.checkName("run", run);
    EventCodec.checkName("layer", layer);
  }

  static Map<String, String> common(
      String run,
      int worker,
      long step,
      int epoch,
      String layer,
      Param param,
      int row0,
      int rows,
      int cols) {
    Map<String, String> h = EventCodecHeaders.start(run);
    h.put("worker", Integer.toString(worker));
    h.put("step", Long.toString(step));
    h.put("epoch", Integer.toString(epoch));
    h.put("layer", layer);
    h.put("param", param.label());
    h.put("row0", Integer.toString(row0));
    h.put("rows", Integer.toString(rows));
    h.put("cols", Integer.toString(cols));
    return h;
  }

  /** What the headers say of a value. */
  record Shape(int row0, int rows, int cols, int chunk, int chunks) {}

  /** The shape, once it fits the value; the checksum is proved before anything is allocated. */
  static Shape shape(Message m, EventCodecHeaders h, int planes, String name)
      throws CorruptEventException {
    String key = h.name("run") + "/" + name;
    h.require(key.equals(m.key()), "key must be %s: was %s", key, safe(String.valueOf(m.key())));
    int row0 = h.integer("row0", 0);
    int rows = h.integer("rows", 0);
    int cols = h.integer("cols", 0);
    int chunks = h.integer("chunks", 1);
    int chunk = h.integer("chunk", 0);
    h.require(chunk < chunks, "chunk must be < chunks = %s: was %s", chunks, chunk);
    h.require((long) row0 + rows <= Integer.MAX_VALUE, "row0 + rows must be < 2^31: was %s", row0);
    byte[] value = m.value();
    h.require(value != null, "value must be there: was missing");
    // rows and cols are below 2^31, so the product fits a long; the factor is taken out of it.
    long count = (long) rows * cols;
    h.require(
        count <= EventCodec.MAX_VALUE_BYTES / 4 / planes && count * planes * 4 == value.length,
        "value must have %s x %s x %s x 4 bytes, at most %s: was %s",
        planes,
        rows,
        cols,
        EventCodec.MAX_VALUE_BYTES,
        value.length);
    String crc = h.text("crc32c");
    String actual = crc(value);
    h.require(crc.equals(actual), "crc32c must be %s: was %s", actual, safe(crc));
    return new Shape(row0, rows, cols, chunk, chunks);
  }

  static float[] floats(byte[] value, int from, int count) {
    float[] floats = new float[count];
    ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(from, floats);
    return floats;
  }

  static String crc(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  static String safe(String text) {
    return EventCodecHeaders.printable(text);
  }
}
