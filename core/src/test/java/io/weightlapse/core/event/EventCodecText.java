// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages as lines of text: topic, key, headers and the value in base 64, between tabs. */
final class EventCodecText {
  private EventCodecText() {}

  static String write(Message m) {
    StringBuilder headers = new StringBuilder();
    m.headers().forEach((k, v) -> headers.append(k).append('=').append(v).append('&'));
    String value = Base64.getEncoder().encodeToString(m.value());
    return String.join("\t", m.topic(), m.key(), headers, value);
  }

  static Message read(String line) {
    List<String> parts = List.of(line.split("\t", -1));
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : parts.get(2).split("&")) {
      String[] pair = header.split("=", 2);
      headers.put(pair[0], pair[1]);
    }
    byte[] value = Base64.getDecoder().decode(parts.get(3));
    return new Message(parts.get(0), parts.get(1), headers, value);
  }
}
