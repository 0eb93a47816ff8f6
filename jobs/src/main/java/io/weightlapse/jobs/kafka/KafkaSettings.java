// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which Kafka, and how long to wait for it. Travels to Spark executors, which build their own
 * {@link KafkaSink} from it. Its text never shows the values of properties.
 *
 * @param bootstrap host:port, several with commas
 * @param properties client properties such as {@code security.protocol}; a leading {@code kafka.}
 *     is taken off
 * @param maxBlock how long publishing may hold training up before events are given up
 * @param stall how long flush and close wait without any progress
 */
public record KafkaSettings(
    String bootstrap, Map<String, String> properties, Duration maxBlock, Duration stall)
    implements Serializable {
  private static final String PREFIX = "kafka.";

  /** Checks the bounds. */
  public KafkaSettings {
    Objects.requireNonNull(bootstrap, "bootstrap");
    Checks.require(!bootstrap.isBlank(), "kafka must be HOST:PORT: was empty");
    TreeMap<String, String> plain = new TreeMap<>();
    properties.forEach(
        (k, v) -> plain.put(k.startsWith(PREFIX) ? k.substring(PREFIX.length()) : k, v));
    properties = plain;
    Checks.require(maxBlock.toMillis() > 0, "maxBlock must be > 0: was %s", maxBlock);
    Checks.require(stall.toMillis() > 0, "stall must be > 0: was %s", stall);
  }

  /** With the times that suit a training: 2 s and 10 s. */
  public static KafkaSettings of(String bootstrap, Map<String, String> properties) {
    return new KafkaSettings(bootstrap, properties, Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  /** The message of an error without the secrets that Kafka's own messages may quote. */
  String redact(String message) {
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

  @Override
  public String toString() {
    return "kafka at " + bootstrap + " with properties " + properties.keySet();
  }
}
