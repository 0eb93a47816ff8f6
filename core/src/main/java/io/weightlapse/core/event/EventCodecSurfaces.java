// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.event.EventCodecFloats.Shape;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Checks;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Surfaces: float32 values, everything else in headers. Slices of neurons travel as version 1 ever
 * did; all others as version 2, which knows a slice by its id and a tile by its lattice.
 */
final class EventCodecSurfaces {
  /** What the planes of a surface hold, in order. */
  private static final String PLANES = "loss,accuracy";

  private EventCodecSurfaces() {}

  /** A tile is never cut: how many there are of a step is part of it. */
  static Message encode(SurfaceTile t) {
    long bytes = 8L * t.loss().length;
    Checks.require(
        bytes <= EventCodec.MAX_VALUE_BYTES,
        "a tile of %s must be <= %d bytes to travel in a message: was %d",
        t.slice().id(),
        EventCodec.MAX_VALUE_BYTES,
        bytes);
    byte[] value = new byte[(int) bytes];
    ByteBuffer.wrap(value)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .put(t.loss())
        .put(t.accuracy());
    boolean neurons = t.slice() instanceof NeuronSlice;
    String key = neurons ? ((NeuronSlice) t.slice()).layerName() : t.slice().id();
    EventCodecFloats.checkNames(t.run(), key);
    Map<String, String> h = neurons ? neurons(t, (NeuronSlice) t.slice()) : named(t);
    h.put("chunk", "0");
    h.put("chunks", "1");
    h.put("crc32c", EventCodecFloats.crc(value));
    h.put("slice", t.slice().id());
    if (t.slice() instanceof NeuronSlice slice) {
      h.put("layerIndex", Integer.toString(slice.layer()));
      h.put("neuron", Integer.toString(slice.neuron()));
      h.put("input0", Integer.toString(slice.input0()));
      h.put("input1", Integer.toString(slice.input1()));
    }
    h.put("alpha", t.alpha().from() + ":" + t.alpha().to() + ":" + t.alpha().count());
    h.put("beta", t.beta().from() + ":" + t.beta().to() + ":" + t.beta().count());
    if (neurons) {
      h.put("originAlpha", Double.toString(t.originAlpha()));
      h.put("originBeta", Double.toString(t.originBeta()));
    }
    h.put("planes", PLANES);
    h.put("tiles", Integer.toString(t.tiles()));
    if (t.survey() != 0) {
      h.put("survey", Long.toString(t.survey()));
    }
    return new Message(Topics.SURFACES, t.run() + "/" + key, h, value);
  }

  private static Map<String, String> neurons(SurfaceTile t, NeuronSlice slice) {
    int cols = t.beta().count();
    Checks.require(
        t.part().equals(GridPart.rows(t.row0(), t.rows(), cols)),
        "a tile of neurons must be whole rows: was %s",
        t.part());
    return EventCodecFloats.common(
        t.run(),
        Event.MODEL,
        t.step(),
        t.epoch(),
        slice.layerName(),
        Param.W,
        t.row0(),
        t.rows(),
        cols);
  }

  private static Map<String, String> named(SurfaceTile t) {
    Map<String, String> h = EventCodecHeaders.start(t.run(), EventCodecHeaders.SLICES);
    GridPart part = t.part();
    h.put("step", Long.toString(t.step()));
    h.put("epoch", Integer.toString(t.epoch()));
    h.put("kind", t.slice().kind().label());
    h.put("row0", Integer.toString(part.row0()));
    h.put("rows", Integer.toString(part.rows()));
    h.put("rowStep", Integer.toString(part.rowStep()));
    h.put("col0", Integer.toString(part.col0()));
    h.put("cols", Integer.toString(part.cols()));
    h.put("colStep", Integer.toString(part.colStep()));
    return h;
  }

  static SurfaceTile decode(Message m, EventCodecHeaders h) throws CorruptEventException {
    return h.version() == EventCodecHeaders.SLICES ? named(m, h) : neurons(m, h);
  }

  private static SurfaceTile named(Message m, EventCodecHeaders h) throws CorruptEventException {
    String id = h.name("slice");
    NamedSlice slice =
        NamedSlice.of(id)
            .orElseThrow(
                () -> h.corrupt("slice must be line-, plane- or function-NAME: was %s", id));
    String kind = h.text("kind");
    h.require(
        kind.equals(slice.kind().label()),
        "kind must be %s: was %s",
        slice.kind().label(),
        EventCodecFloats.safe(kind));
    Shape shape = EventCodecFloats.shape(m, h, 2, id);
    planes(h);
    Axis alpha = axis(h, "alpha");
    Axis beta = axis(h, "beta");
    h.require(shape.rows() >= 1, "rows must be >= 1: was %s", shape.rows());
    h.require(shape.cols() >= 1, "cols must be >= 1: was %s", shape.cols());
    GridPart part =
        new GridPart(
            shape.row0(),
            shape.rows(),
            h.integer("rowStep", 1),
            h.integer("col0", 0),
            shape.cols(),
            h.integer("colStep", 1));
    h.require(
        part.within(alpha.count(), beta.count()),
        "points must lie in the grid of %s x %s: was %s",
        alpha.count(),
        beta.count(),
        part);
    h.require(
        (long) alpha.count() * beta.count() <= Integer.MAX_VALUE,
        "a grid must have < 2^31 points: was %s x %s",
        alpha.count(),
        beta.count());
    int n = part.points();
    return new SurfaceTile(
        h.name("run"),
        h.number("step", 0),
        h.integer("epoch", -1),
        slice,
        alpha,
        beta,
        0,
        0,
        part,
        EventCodecFloats.floats(m.value(), 0, n),
        EventCodecFloats.floats(m.value(), n, n),
        h.integer("tiles", 1),
        h.has("survey") ? h.number("survey", 0) : 0);
  }

  private static SurfaceTile neurons(Message m, EventCodecHeaders h) throws CorruptEventException {
    Shape shape = EventCodecFloats.shape(m, h, 2, h.name("layer"));
    planes(h);
    NeuronSlice slice =
        new NeuronSlice(
            h.integer("layerIndex", 0),
            h.name("layer"),
            h.integer("neuron", 0),
            h.integer("input0", NeuronSlice.BIAS),
            h.integer("input1", NeuronSlice.BIAS));
    String id = h.text("slice");
    h.require(
        id.equals(slice.id()), "slice must be %s: was %s", slice.id(), EventCodecFloats.safe(id));
    Axis alpha = axis(h, "alpha");
    Axis beta = axis(h, "beta");
    h.require(shape.cols() == beta.count(), "cols must be %s: was %s", beta.count(), shape.cols());
    h.require(shape.rows() >= 1, "rows must be >= 1: was %s", shape.rows());
    h.require(
        (long) shape.row0() + shape.rows() <= alpha.count(),
        "row0 + rows must be <= %s: was %s",
        alpha.count(),
        (long) shape.row0() + shape.rows());
    int n = shape.rows() * shape.cols(); // in bounds: the value has 8 n bytes
    return new SurfaceTile(
        h.name("run"),
        h.number("step", 0),
        h.integer("epoch", -1),
        slice,
        alpha,
        beta,
        h.real("originAlpha"),
        h.real("originBeta"),
        shape.row0(),
        shape.rows(),
        EventCodecFloats.floats(m.value(), 0, n),
        EventCodecFloats.floats(m.value(), n, n),
        h.integer("tiles", 1),
        h.has("survey") ? h.number("survey", 0) : 0); // messages before it was thought of
  }

  private static void planes(EventCodecHeaders h) throws CorruptEventException {
    String planes = h.text("planes");
    h.require(
        planes.equals(PLANES), "planes must be %s: was %s", PLANES, EventCodecFloats.safe(planes));
  }

  private static Axis axis(EventCodecHeaders h, String name) throws CorruptEventException {
    String text = h.text(name);
    String[] parts = text.split(":", -1);
    h.require(
        parts.length == 3, "%s must be from:to:count: was %s", name, EventCodecFloats.safe(text));
    try {
      return new Axis(h.real(name, parts[0]), h.real(name, parts[1]), Integer.parseInt(parts[2]));
    } catch (IllegalArgumentException e) { // of parseInt or of Axis
      throw h.corrupt(
          "%s must be from:to:count, rising: was %s", name, EventCodecFloats.safe(text));
    }
  }
}
