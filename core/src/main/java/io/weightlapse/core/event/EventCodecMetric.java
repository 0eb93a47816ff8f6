// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;

/**
 * Reads a metric without a tree: most messages are metrics. Whatever is not as our own publisher
 * writes it is left to {@link EventCodecJson}, which says what is wrong.
 */
final class EventCodecMetric {
  private static final int FIELDS = 0b111_1111;

  private final JsonParser in;
  private String run = "";
  private int worker;
  private long step;
  private int epoch;
  private String name = "";
  private double value;
  private Instant time;
  private int seen; // a bit for each field

  private EventCodecMetric(JsonParser in) {
    this.in = in;
  }

  /** The metric, or null where a closer look is needed. */
  static Metric read(JsonFactory json, byte[] text, String run) {
    try (JsonParser in = json.createParser(text)) {
      return new EventCodecMetric(in).read(run);
    } catch (IOException e) {
      return null;
    }
  }

  private Metric read(String expected) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      return null;
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      if (!field(field)) {
        return null;
      }
    }
    boolean whole = in.currentToken() == JsonToken.END_OBJECT && in.nextToken() == null;
    return whole && seen == FIELDS && run.equals(expected)
        ? new Metric(run, worker, step, epoch, name, value, time)
        : null;
  }

  /** Takes a field; returns false where it is not as it should be. */
  private boolean field(String field) throws IOException {
    switch (field) {
      case "run":
        seen |= 1;
        run = text();
        return run != null;
      case "worker":
        seen |= 2;
        worker = (int) number(Event.MODEL, Integer.MAX_VALUE);
        return worker >= Event.MODEL;
      case "step":
        seen |= 4;
        step = number(0, Long.MAX_VALUE);
        return step >= 0;
      case "epoch":
        seen |= 8;
        epoch = (int) number(-1, Integer.MAX_VALUE);
        return epoch >= -1;
      case "name":
        seen |= 16;
        name = text();
        return name != null;
      case "value":
        seen |= 32;
        return value();
      case "time":
        seen |= 64;
        String iso = text();
        time = iso == null ? null : IsoTime.parse(iso);
        return time != null;
      default:
        in.skipChildren();
        return true;
    }
  }

  /** Null where it is none, or too long. */
  private String text() throws IOException {
    boolean is =
        in.currentToken() == JsonToken.VALUE_STRING
            && in.getTextLength() <= EventCodecJson.MAX_TEXT;
    return is ? in.getText() : null;
  }

  /** Below {@code from} where it is none, or out of bounds. */
  private long number(long from, long to) throws IOException {
    if (!isWhole()) {
      return from - 1;
    }
    long number = in.getLongValue();
    return number <= to ? Math.max(number, from - 1) : from - 1;
  }

  private boolean isWhole() throws IOException {
    return in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
  }

  private boolean value() throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NUMBER_FLOAT || isWhole()) {
      value = in.getDoubleValue();
      return true;
    }
    String text = text();
    if (text == null) {
      return false;
    }
    value =
        switch (text) {
          case "Infinity" -> Double.POSITIVE_INFINITY;
          case "-Infinity" -> Double.NEGATIVE_INFINITY;
          default -> Double.NaN;
        };
    return !Double.isNaN(value) || text.equals("NaN");
  }
}
