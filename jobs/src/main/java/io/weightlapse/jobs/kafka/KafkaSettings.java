// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.ClientProperties;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

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
  /** Checks the bounds. */
  public KafkaSettings {
    Objects.requireNonNull(bootstrap, "bootstrap");
    Checks.require(!bootstrap.isBlank(), "kafka must be HOST:PORT: was empty");
    properties = ClientProperties.plain(properties);
    Checks.require(maxBlock.toMillis() > 0, "maxBlock must be > 0: was %s", maxBlock);
    Checks.require(stall.toMillis() > 0, "stall must be > 0: was %s", stall);
  }

  /** With the times that suit a training: 2 s and 10 s. */
  public static KafkaSettings of(String bootstrap, Map<String, String> properties) {
    return new KafkaSettings(bootstrap, properties, Duration.ofSeconds(2), Duration.ofSeconds(10));
  }

  /** The message of an error without the secrets that Kafka's own messages may quote. */
  String redact(String message) {
    return ClientProperties.redact(message, properties);
  }

  @Override
  public String toString() {
    return "kafka at " + bootstrap + " with properties " + properties.keySet();
  }
}
