// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * How an {@link EmbeddedKafka} runs.
 *
 * @param folder where its log lies; null for a temporary one that close() deletes
 * @param port port of 127.0.0.1 that clients use; 0 for a free one
 * @param topics the topics to create where they are missing: name and number of partitions
 */
public record KafkaOptions(Path folder, int port, Map<String, Integer> topics) {
  /** Checks the bounds. */
  public KafkaOptions {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0..65535: was " + port);
    }
    topics = new LinkedHashMap<>(topics);
    topics.forEach(
        (name, partitions) -> {
          Objects.requireNonNull(name, "topic");
          if (partitions < 1) {
            throw new IllegalArgumentException(
                "partitions of " + name + " must be >= 1: was " + partitions);
          }
        });
  }

  /** A broker on a free port, with a temporary folder. */
  public static KafkaOptions temporary(Map<String, Integer> topics) {
    return new KafkaOptions(null, 0, topics);
  }

  /** A broker that keeps its log in a folder and can be started on it again. */
  public static KafkaOptions in(Path folder, Map<String, Integer> topics) {
    return new KafkaOptions(Objects.requireNonNull(folder, "folder"), 0, topics);
  }

  /** The same on a given port. */
  public KafkaOptions withPort(int newPort) {
    return new KafkaOptions(folder, newPort, topics);
  }
}
