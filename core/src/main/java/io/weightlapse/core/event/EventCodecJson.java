// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.util.Checks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Runs, metrics and statistics: JSON, with the version, the run and the type in headers. */
final class EventCodecJson {
  static final String STARTED = "run-started";
  static final String ENDED = "run-ended";
  static final String METRIC = "metric";

  private static final List<String> METRIC_TYPES =
      List.of(
          METRIC, EventCodecStats.TYPE, EventCodecResults.TRAJECTORY, EventCodecResults.EVALUATION);

  /** Longer messages of failures are cut. */
  static final int MAX_TEXT = 10_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private EventCodecJson() {}

  static Message encode(RunStarted e) {
    ObjectNode json = start(STARTED, e.run(), e.time());
    json.set("manifest", ManifestJson.write(e.manifest()));
    return message(Topics.RUNS, STARTED, e.run(), json);
  }

  static Message encode(RunEnded e) {
    ObjectNode json = start(ENDED, e.run(), e.time());
    json.put("state", e.state().label());
    json.put("steps", e.steps());
    json.put("message", cut(e.message()));
    return message(Topics.RUNS, ENDED, e.run(), json);
  }

  static Message encode(Metric e) {
    ObjectNode json = start(METRIC, e.run(), e.time());
    json.put("worker", e.worker());
    json.put("step", e.step());
    json.put("epoch", e.epoch());
    json.put("name", e.name());
    put(json, "value", e.value());
    return message(Topics.METRICS, METRIC, e.run(), json);
  }

  static Event runs(Message m, EventCodecHeaders h) throws CorruptEventException {
    String type = h.text("type");
    h.require(
        type.equals(STARTED) || type.equals(ENDED),
        "type must be %s or %s: was %s",
        STARTED,
        ENDED,
        EventCodecHeaders.printable(type));
    JsonNode json = parse(m, h);
    return type.equals(STARTED) ? started(json, h) : ended(json, h);
  }

  private static RunStarted started(JsonNode json, EventCodecHeaders h)
      throws CorruptEventException {
    RunManifest manifest;
    try {
      manifest = ManifestJson.read(field(json, h, "manifest"));
    } catch (RuntimeException e) { // whatever its checks say of what strangers wrote
      throw h.corrupt(
          "manifest must describe a run: was wrong: %s",
          EventCodecHeaders.printable(String.valueOf(e.getMessage())));
    }
    h.require(
        manifest.run().equals(h.name("run")),
        "run of the manifest must be %s: was %s",
        h.name("run"),
        EventCodecHeaders.printable(manifest.run()));
    return new RunStarted(manifest, time(json, h));
  }

  private static RunEnded ended(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    String state = text(json, h, "state");
    for (RunState s : RunState.values()) {
      if (s.label().equals(state)) {
        long steps = number(json, h, "steps", 0, Long.MAX_VALUE);
        return new RunEnded(run(json, h), time(json, h), s, steps, text(json, h, "message"));
      }
    }
    throw h.corrupt("state must be known: was %s", EventCodecHeaders.printable(state));
  }

  static Event metrics(Message m, EventCodecHeaders h) throws CorruptEventException {
    String type = h.text("type");
    h.require(
        METRIC_TYPES.contains(type),
        "type must be one of %s: was %s",
        METRIC_TYPES,
        EventCodecHeaders.printable(type));
    if (type.equals(METRIC)) {
      Metric metric = EventCodecMetric.read(JSON.getFactory(), body(m, h), h.name("run"));
      if (metric != null) {
        return metric;
      }
    }
    JsonNode json = parse(m, h);
    return switch (type) {
      case METRIC -> metric(json, h);
      case EventCodecStats.TYPE -> EventCodecStats.decode(json, h);
      case EventCodecResults.TRAJECTORY -> EventCodecResults.trajectory(json, h);
      default -> EventCodecResults.evaluation(json, h);
    };
  }

  /** As {@link EventCodecMetric} reads it, and says what is wrong. */
  static Metric metric(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    return new Metric(
        run(json, h),
        (int) number(json, h, "worker", Event.MODEL, Integer.MAX_VALUE),
        number(json, h, "step", 0, Long.MAX_VALUE),
        (int) number(json, h, "epoch", -1, Integer.MAX_VALUE),
        text(json, h, "name"),
        real(json, h, "value"),
        time(json, h));
  }

  private static ObjectNode start(String type, String run, Instant time) {
    return start(type, run).put("time", time.toString());
  }

  static ObjectNode start(String type, String run) {
    EventCodec.checkName("run", run);
    return JSON.createObjectNode().put("type", type).put("run", run);
  }

  /** JSON has no numbers that are not finite: they are texts. */
  static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.put(name, Double.toString(value));
    }
  }

  static Message message(String topic, String type, String run, ObjectNode json) {
    Map<String, String> headers = EventCodecHeaders.start(run);
    headers.put("type", type);
    try {
      byte[] value = JSON.writeValueAsBytes(json);
      Checks.require(
          value.length <= EventCodec.MAX_VALUE_BYTES,
          "%s of %s must be <= %d bytes to travel in a message: was %d",
          type,
          run,
          EventCodec.MAX_VALUE_BYTES,
          value.length);
      return new Message(topic, run, headers, value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("no JSON of " + type, e);
    }
  }

  /** The text, once headers, key and length are as they should be. */
  private static byte[] body(Message m, EventCodecHeaders h) throws CorruptEventException {
    String run = h.name("run");
    h.require(
        run.equals(m.key()),
        "key must be %s: was %s",
        run,
        EventCodecHeaders.printable(String.valueOf(m.key())));
    h.require(m.value() != null, "value must be there: was missing");
    h.require(
        m.value().length <= EventCodec.MAX_VALUE_BYTES,
        "value must be <= %s bytes: was %s",
        EventCodec.MAX_VALUE_BYTES,
        m.value().length);
    return m.value();
  }

  private static JsonNode parse(Message m, EventCodecHeaders h) throws CorruptEventException {
    byte[] body = body(m, h);
    try {
      JsonNode json = JSON.readTree(body);
      h.require(json != null && json.isObject(), "value must be a JSON object: was another");
      return json;
    } catch (IOException e) {
      String line = e instanceof JsonProcessingException j ? j.getOriginalMessage() : "" + e;
      throw h.corrupt("value must be JSON: was wrong: %s", EventCodecHeaders.printable(line));
    }
  }

  static JsonNode field(JsonNode json, EventCodecHeaders h, String name)
      throws CorruptEventException {
    JsonNode field = json.get(name);
    h.require(field != null, "%s must be there: was missing", name);
    return field;
  }

  static String run(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    String run = text(json, h, "run");
    h.require(
        run.equals(h.name("run")),
        "run must be %s: was %s",
        h.name("run"),
        EventCodecHeaders.printable(run));
    return run;
  }

  static String text(JsonNode json, EventCodecHeaders h, String name) throws CorruptEventException {
    JsonNode field = field(json, h, name);
    h.require(
        field.isTextual() && field.textValue().length() <= MAX_TEXT,
        "%s must be a text of at most %s characters: was %s",
        name,
        MAX_TEXT,
        field.getNodeType());
    return field.textValue();
  }

  static long number(JsonNode json, EventCodecHeaders h, String name, long from, long to)
      throws CorruptEventException {
    JsonNode field = field(json, h, name);
    h.require(
        field.isIntegralNumber()
            && field.canConvertToLong()
            && field.longValue() >= from
            && field.longValue() <= to,
        "%s must be a whole number %s..%s: was %s",
        name,
        from,
        to,
        EventCodecHeaders.printable(field.toString()));
    return field.longValue();
  }

  static double real(JsonNode json, EventCodecHeaders h, String name) throws CorruptEventException {
    return finiteOrText(field(json, h, name), h, name);
  }

  /** A number, or the text of one that is not finite. */
  static double finiteOrText(JsonNode field, EventCodecHeaders h, String name)
      throws CorruptEventException {
    if (field.isNumber()) {
      return field.doubleValue();
    }
    String text = field.isTextual() ? field.textValue() : "";
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw h.corrupt(
              "%s must be a number, NaN, Infinity or -Infinity: was %s",
              name, EventCodecHeaders.printable(field.toString()));
    };
  }

  private static Instant time(JsonNode json, EventCodecHeaders h) throws CorruptEventException {
    String text = text(json, h, "time");
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw h.corrupt("time must be ISO-8601: was %s", EventCodecHeaders.printable(text));
    }
  }

  /** Through UTF-8, so that half a surrogate pair, which JSON refuses, becomes a question mark. */
  private static String cut(String text) {
    String whole = text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    return new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
