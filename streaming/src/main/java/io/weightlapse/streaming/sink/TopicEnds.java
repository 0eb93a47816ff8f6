// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Where topics end now. */
final class TopicEnds {
  private TopicEnds() {}

  /** The end of every partition; topics that do not exist have none. */
  static Map<TopicPartition, Long> of(SinkSettings settings, List<String> topics)
      throws IOException, InterruptedException {
    Map<String, Object> p = new HashMap<>(settings.properties());
    p.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
    try (Admin admin = Admin.create(p)) {
      List<String> there =
          admin.listTopics().names().get(10, TimeUnit.SECONDS).stream()
              .filter(topics::contains)
              .toList();
      Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
      admin
          .describeTopics(there)
          .allTopicNames()
          .get(10, TimeUnit.SECONDS)
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          i ->
                              ask.put(
                                  new TopicPartition(topic, i.partition()), OffsetSpec.latest())));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(ask)
          .all()
          .get(10, TimeUnit.SECONDS)
          .forEach((partition, info) -> ends.put(partition, info.offset()));
      return ends;
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("kafka: " + settings.redact(String.valueOf(e.getMessage())));
    }
  }
}
