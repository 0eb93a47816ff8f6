// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.nn.Param;
import io.weightlapse.core.util.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes and reads the headers of messages; reading trusts nothing. */
final class EventCodecHeaders {
  static final int VERSION = 1;

  /** Surfaces of slices that are not of neurons. */
  static final int SLICES = 2;

  private static final int MAX_HEADERS = 64;
  private static final int MAX_LENGTH = 256;

  private final String topic;
  private final Map<String, String> headers;

  private EventCodecHeaders(String topic, Map<String, String> headers) {
    this.topic = topic;
    this.headers = headers;
  }

  /** The headers that every message has. */
  static Map<String, String> start(String run) {
    return start(run, VERSION);
  }

  static Map<String, String> start(String run, int version) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("v", Integer.toString(version));
    headers.put("run", run);
    return headers;
  }

  /** Checks the version first: nothing else of a message of another version means anything. */
  static EventCodecHeaders of(Message message) throws CorruptEventException {
    Map<String, String> headers = message.headers();
    if (headers == null || headers.size() > MAX_HEADERS) {
      throw new CorruptEventException(
          message.topic()
              + ": headers must be at most "
              + MAX_HEADERS
              + ": was "
              + (headers == null ? "none" : headers.size()));
    }
    EventCodecHeaders read = new EventCodecHeaders(message.topic(), headers);
    int version = read.integer("v", 0);
    boolean surfaces = Topics.SURFACES.equals(message.topic());
    read.require(
        version == VERSION || (surfaces && version == SLICES),
        "v must be %s: was %s",
        surfaces ? VERSION + " or " + SLICES : VERSION,
        version);
    return read;
  }

  int version() throws CorruptEventException {
    return integer("v", 0);
  }

  boolean has(String name) {
    return headers.containsKey(name);
  }

  String text(String name) throws CorruptEventException {
    String value = headers.get(name);
    require(value != null, "header %s must be there: was missing", name);
    require(
        value.length() <= MAX_LENGTH,
        "header %s must be at most %s characters: was %s",
        name,
        MAX_LENGTH,
        value.length());
    return value;
  }

  String name(String name) throws CorruptEventException {
    String value = text(name);
    require(Names.isName(value), "%s must be %s: was %s", name, Names.RULE, printable(value));
    return value;
  }

  int integer(String name, int bound) throws CorruptEventException {
    long value = number(name, bound);
    require(value <= Integer.MAX_VALUE, "%s must be <= %s: was %s", name, Integer.MAX_VALUE, value);
    return (int) value;
  }

  long number(String name, long bound) throws CorruptEventException {
    String value = text(name);
    try {
      long number = Long.parseLong(value);
      require(number >= bound, "%s must be >= %s: was %s", name, bound, number);
      return number;
    } catch (NumberFormatException e) {
      throw corrupt("%s must be a whole number: was %s", name, printable(value));
    }
  }

  double real(String name, String value) throws CorruptEventException {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw corrupt("%s must be a number: was %s", name, printable(value));
    }
  }

  double real(String name) throws CorruptEventException {
    return real(name, text(name));
  }

  Param param() throws CorruptEventException {
    String value = text("param");
    for (Param p : Param.values()) {
      if (p.label().equals(value)) {
        return p;
      }
    }
    throw corrupt("param must be W or b: was %s", printable(value));
  }

  void require(boolean condition, String message, Object... args) throws CorruptEventException {
    if (!condition) {
      throw corrupt(message, args);
    }
  }

  CorruptEventException corrupt(String message, Object... args) {
    return new CorruptEventException(
        topic + ": " + String.format(java.util.Locale.ROOT, message, args));
  }

  /** What strangers wrote, fit for one line of a log. */
  static String printable(String text) {
    String cut = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
