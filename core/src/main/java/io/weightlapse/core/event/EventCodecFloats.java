// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Snapshots and surfaces: float32 values, everything else in headers. */
final class EventCodecFloats {
  /** What the planes of a surface hold, in order. */
  private static final String PLANES = "loss,accuracy";

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
      return List.of(message(s, s.row0(), s.rows(), s.chunk(), s.chunks(), s.values()));
    }
    int most = (int) Math.max(1, EventCodec.CHUNK_BYTES / Math.max(1, rowBytes));
    if (s.rows() <= most) {
      return List.of(message(s, s.row0(), s.rows(), 0, 1, s.values()));
    }
    int chunks = (s.rows() + most - 1) / most;
    List<Message> messages = new ArrayList<>(chunks);
    for (int c = 0; c < chunks; c++) {
      int from = c * most;
      int rows = Math.min(most, s.rows() - from);
      float[] part = Arrays.copyOfRange(s.values(), from * s.cols(), (from + rows) * s.cols());
      messages.add(message(s, s.row0() + from, rows, c, chunks, part));
    }
    return messages;
  }

  private static Message message(
      Snapshot s, int row0, int rows, int chunk, int chunks, float[] values) {
    byte[] value = new byte[4 * values.length];
    ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    Map<String, String> h =
        common(
            s.run(), s.worker(), s.step(), s.epoch(), s.layer(), s.param(), row0, rows, s.cols());
    h.put("chunk", Integer.toString(chunk));
    h.put("chunks", Integer.toString(chunks));
    h.put("crc32c", crc(value));
    return new Message(Topics.SNAPSHOTS, s.run() + "/" + s.layer(), h, value);
  }

  /** A tile is never cut: how many there are of a step is part of it. */
  static Message encode(SurfaceTile t) {
    NeuronSlice slice = t.slice();
    checkNames(t.run(), slice.layerName());
    long bytes = 8L * t.loss().length;
    Checks.require(
        bytes <= EventCodec.MAX_VALUE_BYTES,
        "a tile of %s must be <= %d bytes to travel in a message: was %d",
        slice.id(),
        EventCodec.MAX_VALUE_BYTES,
        bytes);
    byte[] value = new byte[(int) bytes];
    ByteBuffer.wrap(value)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(t.loss())
        .put(t.accuracy());
    String layer = slice.layerName();
    int cols = t.beta().count();
    Map<String, String> h =
        common(t.run(), Event.MODEL, t.step(), t.epoch(), layer, Param.W, t.row0(), t.rows(), cols);
    h.put("chunk", "0");
    h.put("chunks", "1");
    h.put("crc32c", crc(value));
    h.put("slice", slice.id());
    h.put("layerIndex", Integer.toString(slice.layer()));
    h.put("neuron", Integer.toString(slice.neuron()));
    h.put("input0", Integer.toString(slice.input0()));
    h.put("input1", Integer.toString(slice.input1()));
    h.put("alpha", t.alpha().from() + ":" + t.alpha().to() + ":" + t.alpha().count());
    h.put("beta", t.beta().from() + ":" + t.beta().to() + ":" + t.beta().count());
    h.put("originAlpha", Double.toString(t.originAlpha()));
    h.put("originBeta", Double.toString(t.originBeta()));
    h.put("planes", PLANES);
    h.put("tiles", Integer.toString(t.tiles()));
    if (t.survey() != 0) {
      h.put("survey", Long.toString(t.survey()));
    }
    return new Message(Topics.SURFACES, t.run() + "/" + layer, h, value);
  }

  static Snapshot snapshot(Message m, EventCodecHeaders h) throws CorruptEventException {
    Shape shape = shape(m, h, 1);
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

  static SurfaceTile surface(Message m, EventCodecHeaders h) throws CorruptEventException {
    Shape shape = shape(m, h, 2);
    String planes = h.text("planes");
    h.require(planes.equals(PLANES), "planes must be %s: was %s", PLANES, safe(planes));
    NeuronSlice slice =
        new NeuronSlice(
            h.integer("layerIndex", 0),
            h.name("layer"),
            h.integer("neuron", 0),
            h.integer("input0", 0),
            h.integer("input1", 0));
    String id = h.text("slice");
    h.require(id.equals(slice.id()), "slice must be %s: was %s", slice.id(), safe(id));
    Axis alpha = axis(h, "alpha");
    Axis beta = axis(h, "beta");
    h.require(shape.cols == beta.count(), "cols must be %s: was %s", beta.count(), shape.cols);
    h.require(shape.rows >= 1, "rows must be >= 1: was %s", shape.rows);
    h.require(
        (long) shape.row0 + shape.rows <= alpha.count(),
        "row0 + rows must be <= %s: was %s",
        alpha.count(),
        (long) shape.row0 + shape.rows);
    int n = shape.rows * shape.cols; // in bounds: the value has 8 n bytes
    return new SurfaceTile(
        h.name("run"),
        h.number("step", 0),
        h.integer("epoch", -1),
        slice,
        alpha,
        beta,
        h.real("originAlpha"),
        h.real("originBeta"),
        shape.row0,
        shape.rows,
        floats(m.value(), 0, n),
        floats(m.value(), n, n),
        h.integer("tiles", 1),
        h.has("survey") ? h.number("survey", 0) : 0); // messages before it was thought of
  }

  private static void checkNames(String run, String layer) {
    EventCodec.checkName("run", run);
    EventCodec.checkName("layer", layer);
  }

  private static Map<String, String> common(
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

  private record Shape(int row0, int rows, int cols, int chunk, int chunks) {}

  /** The shape, once it fits the value; the checksum is proved before anything is allocated. */
  private static Shape shape(Message m, EventCodecHeaders h, int planes)
      throws CorruptEventException {
    String key = h.name("run") + "/" + h.name("layer");
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

  private static Axis axis(EventCodecHeaders h, String name) throws CorruptEventException {
    String text = h.text(name);
    String[] parts = text.split(":", -1);
    h.require(parts.length == 3, "%s must be from:to:count: was %s", name, safe(text));
    try {
      return new Axis(h.real(name, parts[0]), h.real(name, parts[1]), Integer.parseInt(parts[2]));
    } catch (IllegalArgumentException e) { // of parseInt or of Axis
      throw h.corrupt("%s must be from:to:count, rising: was %s", name, safe(text));
    }
  }

  private static float[] floats(byte[] value, int from, int count) {
    float[] floats = new float[count];
    ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(from, floats);
    return floats;
  }

  private static String crc(byte[] value) {
    CRC32C crc = new CRC32C();
    crc.update(value);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static String safe(String text) {
    return EventCodecHeaders.printable(text);
  }
}
