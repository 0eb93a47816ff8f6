// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives every partition to one member of the group; the others stand by until it is gone. A frame
 * needs all layers of its run and its metrics, which lie in different partitions: only a consumer
 * that reads them all can draw it.
 */
public final class OneActiveAssignor implements ConsumerPartitionAssignor {
  @Override
  public String name() {
    return "weightlapse-one-active";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    // Who has them keeps them: moving them would draw nothing faster.
    String active =
        members.entrySet().stream()
            .min(
                Comparator.<Map.Entry<String, Subscription>>comparingInt(
                        e -> e.getValue().ownedPartitions().isEmpty() ? 1 : 0)
                    .thenComparing(e -> -e.getValue().generationId().orElse(-1))
                    .thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    Map<String, Assignment> assignments = new HashMap<>();
    members.forEach(
        (member, subscription) ->
            assignments.put(
                member,
                new Assignment(
                    member.equals(active)
                        ? partitions(cluster, subscription.topics())
                        : List.of())));
    return new GroupAssignment(assignments);
  }

  private static List<TopicPartition> partitions(Cluster cluster, List<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics) {
      for (PartitionInfo info : cluster.partitionsForTopic(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    return partitions;
  }
}
