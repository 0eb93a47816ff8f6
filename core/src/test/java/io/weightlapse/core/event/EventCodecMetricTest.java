// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader without a tree against the one with: it takes nothing that the other refuses. */
class EventCodecMetricTest {
  private static final ObjectMapper TREE =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final JsonFactory JSON = TREE.getFactory();

  @Test
  void readsWhatTheTreeReads() throws Exception {
    Random random = new Random(3);
    double[] values = {0, -0.0, 0.1 + 0.2, Double.MIN_VALUE, 1e300, Double.NaN, 7, -3e9};
    for (int i = 0; i < 500; i++) {
      Metric metric =
          new Metric(
              "run-1",
              random.nextInt(5) - 1,
              i % 7 == 0 ? Long.MAX_VALUE : random.nextInt(1_000_000),
              random.nextInt(9) - 1,
              i % 9 == 0 ? "\u00e4\"\\\n\u2028" : "train.loss",
              i % 11 == 0 ? Double.NEGATIVE_INFINITY : values[random.nextInt(values.length)],
              Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000)));
      byte[] text = EventCodec.encode(metric).get(0).value();
      assertThat(EventCodecMetric.read(JSON, text, "run-1"))
          .isEqualTo(metric)
          .isEqualTo(tree(text));
    }
  }

  @Test
  void takesNoDamagedMessageThatTheTreeRefuses() throws Exception {
    Random random = new Random(4);
    Metric metric =
        new Metric("run-1", 3, 4, 5, "train.loss", 0.25, Instant.parse("2026-11-23T04:05:06.7Z"));
    byte[] whole = EventCodec.encode(metric).get(0).value();
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] text = whole.clone();
      for (int c = 0; c <= random.nextInt(3); c++) {
        text[random.nextInt(text.length)] =
            (byte) "0123456789-.eE\"{}:,Znu ".charAt(random.nextInt(22));
      }
      Metric fast = EventCodecMetric.read(JSON, text, "run-1");
      if (fast != null) {
        assertThat(tree(text)).as(new String(text, StandardCharsets.UTF_8)).isEqualTo(fast);
        taken++;
      }
    }
    assertThat(taken).isBetween(500, 19_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"run\":\"run-1\"}",
        WHOLE_BUT + "\"worker\":-2}",
        WHOLE_BUT + "\"worker\":2147483648}",
        WHOLE_BUT + "\"worker\":-4294967297}",
        WHOLE_BUT + "\"worker\":99999999999999999999}",
        WHOLE_BUT + "\"worker\":1.0}",
        WHOLE_BUT + "\"worker\":\"1\"}",
        WHOLE_BUT + "\"worker\":null}",
        WHOLE_BUT + "\"worker\":1,\"step\":2}", // twice
        WHOLE_BUT + "\"worker\":1} 2",
        WHOLE_BUT + "\"worker\":1",
      })
  void leavesTheRestToTheTree(String text) {
    assertThat(EventCodecMetric.read(JSON, text.getBytes(StandardCharsets.UTF_8), "run-1"))
        .isNull();
  }

  private static final String WHOLE_BUT =
      "{\"run\":\"run-1\",\"step\":1,\"epoch\":0,\"name\":\"n\",\"value\":1,"
          + "\"time\":\"2026-11-23T04:05:06Z\",";

  @Test
  void passesOverWhatItDoesNotKnow() {
    byte[] text =
        (WHOLE_BUT + "\"x\":{\"worker\":[7]},\"worker\":1}").getBytes(StandardCharsets.UTF_8);
    assertThat(EventCodecMetric.read(JSON, text, "run-1").worker()).isEqualTo(1);
    assertThat(EventCodecMetric.read(JSON, text, "run-2")).isNull();
  }

  @Test
  void timesAreThoseOfInstant() {
    Random random = new Random(5);
    for (int i = 0; i < 2_000; i++) {
      Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
      for (ChronoUnit unit :
          List.of(ChronoUnit.NANOS, ChronoUnit.MICROS, ChronoUnit.MILLIS, ChronoUnit.SECONDS)) {
        Instant cut = time.truncatedTo(unit);
        assertThat(IsoTime.parse(cut.toString())).isEqualTo(cut);
      }
    }
    assertThat(IsoTime.parse("2024-02-29T23:59:59.1Z")).isEqualTo("2024-02-29T23:59:59.1Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-11-23T04:05:06",
        "2026-11-23T04:05:06.Z",
        "2026-11-23T04:05:06.1234567890Z",
        "2026-11-23T04:05:06,1Z",
        "2026-11-23T04:05:06.1xZ",
        "2026-11-23T04:05Z",
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-23T25:00:00Z",
        "2026-11-23 04:05:06Z",
        "+2026-11-23T04:05:06Z",
      })
  void otherTimesAreLeftAlone(String text) {
    assertThat(IsoTime.parse(text)).isNull();
  }

  private static Metric tree(byte[] text) throws Exception {
    EventCodecHeaders headers =
        EventCodecHeaders.of(
            new Message(Topics.METRICS, "run-1", Map.of("v", "1", "run", "run-1"), text));
    return EventCodecJson.metric(TREE.readTree(text), headers);
  }
}
