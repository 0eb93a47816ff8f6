// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.Names;
import java.util.List;

/**
 * Events as messages, and back. No broker is needed to read this format:
 *
 * <ul>
 *   <li>Snapshots: the value is raw little-endian float32, row major; {@code
 *       numpy.frombuffer(value, '<f4').reshape(rows, cols)} reads it. The key is run + "/" + layer.
 *       A message holds whole rows, at most {@link #CHUNK_BYTES} of them, or one single row of up
 *       to {@link #MAX_VALUE_BYTES}; wider rows are refused.
 *   <li>Surfaces: the same with two planes, loss before accuracy: {@code reshape(2, rows, cols)}. A
 *       tile is never cut, so a job makes tiles of at most {@link #MAX_VALUE_BYTES}. Slices that
 *       are not of neurons have version 2 and the key run + "/" + slice.
 *   <li>Runs, metrics, statistics, trajectories and evaluations: JSON; the key is the run. Numbers
 *       that are not finite are the texts NaN, Infinity and -Infinity.
 * </ul>
 *
 * Everything else is in headers; {@code v} is the version of this format. Decoding trusts nothing:
 * it gives an event or a {@link CorruptEventException}.
 */
public final class EventCodec {
  /** The version of the format that this class writes. */
  public static final int VERSION = EventCodecHeaders.VERSION;

  /** Most bytes of snapshot rows in a message that holds more than one row. */
  public static final int CHUNK_BYTES = 512 * 1024;

  /**
   * Most bytes of any value: with key and headers it stays below the 1 MiB that brokers and
   * producers take without being configured.
   */
  public static final int MAX_VALUE_BYTES = 900 * 1024;

  private EventCodec() {}

  /**
   * The messages of an event: one, or several for a snapshot above {@link #CHUNK_BYTES}.
   *
   * @throws IllegalArgumentException if it cannot travel: the message says what is too large
   */
  public static List<Message> encode(Event event) {
    if (event instanceof Snapshot s) {
      return EventCodecFloats.encode(s);
    } else if (event instanceof SurfaceTile t) {
      return List.of(EventCodecSurfaces.encode(t));
    } else if (event instanceof Metric m) {
      return List.of(EventCodecJson.encode(m));
    } else if (event instanceof LayerStats s) {
      return List.of(EventCodecStats.encode(s));
    } else if (event instanceof TrajectoryPoint p) {
      return List.of(EventCodecResults.encode(p));
    } else if (event instanceof EvaluationResult r) {
      return List.of(EventCodecResults.encode(r));
    } else if (event instanceof RunStarted s) {
      return List.of(EventCodecJson.encode(s));
    } else {
      return List.of(EventCodecJson.encode((RunEnded) event));
    }
  }

  /** The event of a message; its topic and headers say which. */
  public static Event decode(Message message) throws CorruptEventException {
    EventCodecHeaders headers = EventCodecHeaders.of(message);
    return switch (message.topic()) {
      case Topics.SNAPSHOTS -> EventCodecFloats.snapshot(message, headers);
      case Topics.SURFACES -> EventCodecSurfaces.decode(message, headers);
      case Topics.METRICS -> EventCodecJson.metrics(message, headers);
      case Topics.RUNS -> EventCodecJson.runs(message, headers);
      default ->
          throw new CorruptEventException(
              "topic must be one of "
                  + Topics.ALL
                  + ": was "
                  + EventCodecHeaders.printable(message.topic()));
    };
  }

  static void checkName(String what, String name) {
    Checks.require(
        Names.isName(name),
        "%s must be %s, to travel in a message: was %s",
        what,
        Names.RULE,
        name);
  }
}
