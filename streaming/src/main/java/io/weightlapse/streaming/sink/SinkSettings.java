// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.ClientProperties;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How a {@link PostgresSink} runs. Its text never shows the values of properties.
 *
 * @param bootstrap host:port, several with commas
 * @param properties client properties; a leading {@code kafka.} is taken off
 * @param group sinks of one group share the partitions
 * @param home folder of dead letters
 * @param target the database
 * @param retention what becomes of old runs
 * @param maxMessages most messages in a transaction
 */
public record SinkSettings(
    String bootstrap,
    Map<String, String> properties,
    String group,
    Path home,
    PostgresTarget target,
    Retention retention,
    int maxMessages) {
  /** Checks the bounds. */
  public SinkSettings {
    Checks.require(!bootstrap.isBlank(), "kafka must be HOST:PORT: was empty");
    Checks.require(!group.isBlank(), "group must be a name: was empty");
    Objects.requireNonNull(home, "home");
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(retention, "retention");
    Checks.atLeast("maxMessages", maxMessages, 1);
    properties = ClientProperties.plain(properties);
  }

  /** With the sizes that suit one machine. */
  public static SinkSettings of(
      String bootstrap, Map<String, String> properties, Path home, PostgresTarget target) {
    return new SinkSettings(
        bootstrap, properties, "weightlapse-postgres", home, target, Retention.ALL, 10_000);
  }

  /** The same with another policy. */
  public SinkSettings withRetention(Retention newRetention) {
    return new SinkSettings(bootstrap, properties, group, home, target, newRetention, maxMessages);
  }

  /** The message of an error without the secrets that Kafka's own messages may quote. */
  String redact(String message) {
    return ClientProperties.redact(message, properties);
  }

  Properties consumer() {
    Properties p = new Properties();
    p.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    p.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    p.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    p.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    p.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    // Where to go on is in the database; offsets that are gone must be noticed, not skipped.
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    p.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(8 << 20));
    p.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(16 << 20));
    p.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(maxMessages));
    p.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000");
    p.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000");
    p.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
    p.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
    p.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    p.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "5000");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    p.putAll(properties);
    return p;
  }

  @Override
  public String toString() {
    return "kafka at " + bootstrap + ", group " + group + ", postgres at " + target;
  }
}
