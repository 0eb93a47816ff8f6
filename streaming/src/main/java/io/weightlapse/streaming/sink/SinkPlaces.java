// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.TopicPartition;

/** Where partitions lie in the database: by the ids of their topics. */
final class SinkPlaces implements AutoCloseable {
  private final PostgresTarget target;
  private final Admin admin;
  private final Map<String, String> topicIds = new ConcurrentHashMap<>();

  SinkPlaces(SinkSettings settings) {
    this.target = settings.target();
    Map<String, Object> p = new HashMap<>(settings.properties());
    p.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
    this.admin = Admin.create(p);
  }

  /** Of a partition that was asked for before. */
  SinkOffsets.Place of(TopicPartition partition) {
    return new SinkOffsets.Place(
        topicIds.get(partition.topic()), partition.topic(), partition.partition());
  }

  /**
   * Asks the database where partitions go on: the next offset of each, or {@link SinkOffsets#NONE}.
   * By a connection of its own, since the other one may be in a transaction; partitions come
   * seldom.
   */
  Map<TopicPartition, Long> ask(Collection<TopicPartition> partitions)
      throws SQLException, ExecutionException, TimeoutException, InterruptedException {
    admin
        .describeTopics(partitions.stream().map(TopicPartition::topic).distinct().toList())
        .allTopicNames()
        .get(10, TimeUnit.SECONDS)
        .forEach((topic, description) -> topicIds.put(topic, description.topicId().toString()));
    Map<TopicPartition, Long> found = new HashMap<>();
    try (Connection connection = target.connect()) {
      for (TopicPartition p : partitions) {
        found.put(p, SinkOffsets.read(connection, of(p)));
      }
    }
    return found;
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ofSeconds(2));
  }
}
