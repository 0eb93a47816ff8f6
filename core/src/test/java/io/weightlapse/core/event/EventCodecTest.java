// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.nn.Param;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventCodecTest {
  @Test
  void roundTripsEveryKindBitForBit() throws Exception {
    for (Event event : EventCodecSamples.events()) {
      List<Message> messages = EventCodec.encode(event);
      assertThat(messages).hasSize(1);
      // The text of the message holds every bit: floats compare by bits, not by ==.
      Event back = EventCodec.decode(messages.get(0));
      assertThat(EventCodecText.write(EventCodec.encode(back).get(0)))
          .isEqualTo(EventCodecText.write(messages.get(0)));
      assertSame(back, event);
    }
  }

  /** Version 1 as first written: this file never changes and is read for ever. */
  @Test
  void readsTheMessagesOfVersion1() throws Exception {
    List<String> lines;
    try (InputStream in = getClass().getResourceAsStream("/events-v1.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    List<Event> samples = EventCodecSamples.events();
    assertThat(lines).hasSameSizeAs(samples);
    for (int i = 0; i < lines.size(); i++) {
      Event read = EventCodec.decode(EventCodecText.read(lines.get(i)));
      assertSame(read, samples.get(i));
    }
  }

  /** Surfaces of lines, planes and functions as first written: never changed, read for ever. */
  @Test
  void readsTheSurfacesOfVersion2() throws Exception {
    List<String> lines;
    try (InputStream in = getClass().getResourceAsStream("/events-v2.txt")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    List<Event> samples = EventCodecSamples.slices();
    assertThat(lines).hasSameSizeAs(samples);
    for (int i = 0; i < lines.size(); i++) {
      assertSame(EventCodec.decode(EventCodecText.read(lines.get(i))), samples.get(i));
      Message now = EventCodec.encode(samples.get(i)).get(0);
      assertThat(EventCodecText.write(now)).isEqualTo(lines.get(i));
    }
  }

  @Test
  void saysWhatIsWrongWithASlice() {
    Message m = EventCodec.encode(EventCodecSamples.slices().get(0)).get(0);
    assertThat(m.key()).isEqualTo("contract-1/plane-filter.0");
    assertWrong(with(m, "v", "3"), "weightlapse.surfaces: v must be 1 or 2: was 3");
    assertWrong(
        with(m, "slice", "neurons-l1-n0-w0-w1"),
        "weightlapse.surfaces: slice must be line-, plane- or function-NAME: was neurons-l1");
    assertWrong(with(m, "kind", "line"), "weightlapse.surfaces: kind must be plane: was line");
    assertWrong(with(m, "rowStep", "0"), "weightlapse.surfaces: rowStep must be >= 1: was 0");
    assertWrong(
        with(m, "colStep", "4"),
        "weightlapse.surfaces: points must lie in the grid of 5 x 4: was ");
    assertWrong(with(m, "alpha", "0:1:1"), "weightlapse.surfaces: alpha must be from:to:count");
  }

  @Test
  void writesWhatNumpyReads() {
    Message m = EventCodec.encode(EventCodecSamples.events().get(1)).get(0);
    assertThat(m.topic()).isEqualTo(Topics.SNAPSHOTS);
    assertThat(m.key()).isEqualTo("xor-20261122-184501-3f2a/l1");
    assertThat(m.headers().keySet())
        .containsExactly(
            "v", "run", "worker", "step", "epoch", "layer", "param", "row0", "rows", "cols",
            "chunk", "chunks", "crc32c");
    ByteBuffer value = ByteBuffer.wrap(m.value()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(value.getInt(0)).isEqualTo(0x7fa12345);
    assertThat(value.getFloat(16)).isEqualTo(1.5f);
  }

  @Test
  void cutsLargeTensorsIntoWholeRows() throws Exception {
    int rows = 300;
    int cols = 1000;
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Snapshot whole = Snapshot.whole("r", -1, 1, 0, "l1", Param.W, rows, cols, values);
    List<Message> messages = EventCodec.encode(whole);
    assertThat(messages).hasSize(3);
    int row = 0;
    for (Message m : messages) {
      assertThat(m.value().length).isLessThanOrEqualTo(EventCodec.CHUNK_BYTES);
      Snapshot part = (Snapshot) EventCodec.decode(m);
      assertThat(part.row0()).isEqualTo(row);
      assertThat(part.values()[0]).isEqualTo((float) row * cols);
      row += part.rows();
    }
    assertThat(row).isEqualTo(rows);
  }

  @Test
  void takesOneWideRowAMessageAndRefusesWiderOnes() {
    int cols = EventCodec.MAX_VALUE_BYTES / 4;
    assertThat(EventCodec.encode(wide(2, cols))).hasSize(2);
    assertThatThrownBy(() -> EventCodec.encode(wide(1, cols + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a row of l1 W must be <= 921600 bytes to travel in a message: was 921604");
  }

  private static Snapshot wide(int rows, int cols) {
    return Snapshot.whole("r", -1, 1, 0, "l1", Param.W, rows, cols, new float[rows * cols]);
  }

  @Test
  void saysWhatIsWrong() {
    Message m = EventCodec.encode(EventCodecSamples.events().get(1)).get(0);
    assertWrong(with(m, "v", "2"), "weightlapse.snapshots: v must be 1: was 2");
    assertWrong(with(m, "v", null), "weightlapse.snapshots: header v must be there: was missing");
    assertWrong(with(m, "rows", "-1"), "weightlapse.snapshots: rows must be >= 0: was -1");
    assertWrong(with(m, "worker", "-2"), "weightlapse.snapshots: worker must be >= -1: was -2");
    assertWrong(with(m, "param", "Q"), "weightlapse.snapshots: param must be W or b: was Q");
    assertWrong(
        with(m, "rows", "2147483647"),
        "weightlapse.snapshots: row0 + rows must",
        "weightlapse.snapshots: value must have 1 x 2147483647 x 3 x 4 bytes");
    assertWrong(with(m, "chunk", "1"), "weightlapse.snapshots: chunk must be < chunks = 1: was 1");
    assertWrong(with(m, "crc32c", "0"), "weightlapse.snapshots: crc32c must be ");
    assertWrong(with(m, "run", "../../x"), "weightlapse.snapshots: run must be letters");
    byte[] torn = java.util.Arrays.copyOf(m.value(), 23);
    assertWrong(
        new Message(m.topic(), m.key(), m.headers(), torn),
        "weightlapse.snapshots: value must have 1 x 2 x 3 x 4 bytes, at most 921600: was 23");
    assertWrong(
        new Message(m.topic(), m.key(), m.headers(), null),
        "weightlapse.snapshots: value must be there: was missing");
    assertWrong(new Message("other", m.key(), m.headers(), torn), "topic must be one of [");
  }

  @Test
  void refusesRunsThatAreNoFileNames() {
    Metric m = new Metric("a/b", -1, 0, 0, "n", 1, java.time.Instant.EPOCH);
    assertThatThrownBy(() -> EventCodec.encode(m))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("was a/b");
  }

  /** Whatever arrives, decoding gives an event or the one exception. */
  @Test
  void survivesMutations() {
    Random random = new Random(20261122);
    List<Message> seeds = new ArrayList<>();
    EventCodecSamples.events().forEach(e -> seeds.addAll(EventCodec.encode(e)));
    EventCodecSamples.slices().forEach(e -> seeds.addAll(EventCodec.encode(e)));
    int events = 0;
    int corrupt = 0;
    for (int i = 0; i < 40_000; i++) {
      Message m = seeds.get(random.nextInt(seeds.size()));
      int changes = 1 + random.nextInt(3);
      for (int c = 0; c < changes; c++) {
        m = EventCodecMutator.mutate(m, random);
      }
      try {
        assertThat(EventCodec.decode(m)).isNotNull();
        events++;
      } catch (CorruptEventException e) {
        assertThat(e.getMessage()).isNotBlank();
        assertThat(e.getMessage().lines().count()).isEqualTo(1);
        corrupt++;
      }
    }
    assertThat(events).isPositive();
    assertThat(corrupt).isGreaterThan(20_000);
  }

  private static void assertSame(Event actual, Event expected) {
    assertThat(actual)
        .usingRecursiveComparison()
        .withEqualsForType(
            (a, b) -> Float.floatToRawIntBits(a) == Float.floatToRawIntBits(b), Float.class)
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(expected);
  }

  private static Message with(Message m, String header, String value) {
    Map<String, String> headers = new LinkedHashMap<>(m.headers());
    if (value == null) {
      headers.remove(header);
    } else {
      headers.put(header, value);
    }
    return new Message(m.topic(), m.key(), headers, m.value());
  }

  private static void assertWrong(Message m, String... starts) {
    assertThatThrownBy(() -> EventCodec.decode(m))
        .isInstanceOf(CorruptEventException.class)
        .satisfies(
            e -> assertThat(List.of(starts)).anyMatch(start -> e.getMessage().startsWith(start)));
  }

  @Test
  void runsHaveTheNamesThatTheHistoryTakes() {
    String longest = "a".repeat(80);
    assertThat(EventCodec.encode(new RunEnded(longest, Instant.EPOCH, RunState.DONE, 1, "")))
        .hasSize(1);
    for (String run : List.of(longest + "a", "_a", "a b")) {
      assertThatThrownBy(
              () -> EventCodec.encode(new RunEnded(run, Instant.EPOCH, RunState.DONE, 1, "")))
          .hasMessage(
              "run must be letters, digits, '.', '_' and '-', at most 80, the first a letter or"
                  + " digit, to travel in a message: was "
                  + run);
    }
  }
}
