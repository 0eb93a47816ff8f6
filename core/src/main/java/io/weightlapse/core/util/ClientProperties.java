// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.util;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The properties that a user hands through to Kafka's clients. */
public final class ClientProperties {
  private static final String PREFIX = "kafka.";

  private ClientProperties() {}

  /** A sorted copy without the leading {@code kafka.} of names. */
  public static Map<String, String> plain(Map<String, String> properties) {
    Map<String, String> plain = new TreeMap<>();
    properties.forEach(
        (k, v) -> plain.put(k.startsWith(PREFIX) ? k.substring(PREFIX.length()) : k, v));
    return plain;
  }

  /** The first line of an error's message, without the secrets that Kafka's own may quote. */
  public static String redact(String message, Map<String, String> properties) {
    String text = message;
    for (Map.Entry<String, String> e : properties.entrySet()) {
      if (secret(e.getKey()) && e.getValue() != null && !e.getValue().isEmpty()) {
        text = text.replace(e.getValue(), "***");
        // Kafka also quotes single words of a secret, such as of a JAAS configuration.
        for (String word : e.getValue().split("[\\s;=\"']+")) {
          text = word.length() < 4 ? text : text.replace(word, "***");
        }
      }
    }
    return text.lines().findFirst().orElse(text);
  }

  private static boolean secret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Stream.of("password", "secret", "jaas", "key", "token", "credential")
        .anyMatch(lower::contains);
  }
}
