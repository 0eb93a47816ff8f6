// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Shares runs among the members of a group. A frame needs all layers of its run and its metrics, so
 * one member must read all of a run. Publishers put a run into the partition of one number in every
 * topic; where topics have the same number of partitions, a member therefore gets partitions of the
 * same numbers in all of them. Else one member gets every partition and the others stand by.
 *
 * <p>Members keep what they have as far as the shares are even, so that few runs are read again.
 */
public final class SharedRunsAssignor implements ConsumerPartitionAssignor {
  @Override
  public String name() {
    return "weightlapse-shared-runs";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = new TreeMap<>(group.groupSubscription());
    Map<Integer, List<TopicPartition>> parts = parts(cluster, members.values());
    Map<Integer, String> owners = owners(members, parts);
    Map<String, NavigableSet<Integer>> shares = shares(members.keySet(), owners, parts.keySet());
    Map<String, Assignment> assignments = new HashMap<>();
    shares.forEach(
        (member, share) -> {
          List<TopicPartition> mine = new ArrayList<>();
          for (int part : share) {
            // What another member still has is given up by that one first, and comes next time.
            if (owners.getOrDefault(part, member).equals(member)) {
              mine.addAll(parts.get(part));
            }
          }
          assignments.put(member, new Assignment(mine));
        });
    return new GroupAssignment(assignments);
  }

  /** What cannot be divided: partitions of a number, or all of them. */
  private static Map<Integer, List<TopicPartition>> parts(
      Cluster cluster, Collection<Subscription> members) {
    Set<String> topics = new TreeSet<>();
    members.forEach(member -> topics.addAll(member.topics()));
    Set<Integer> counts = new HashSet<>();
    topics.forEach(topic -> counts.add(cluster.partitionsForTopic(topic).size()));
    Map<Integer, List<TopicPartition>> parts = new TreeMap<>();
    for (String topic : topics) {
      for (int p = 0; p < cluster.partitionsForTopic(topic).size(); p++) {
        parts
            .computeIfAbsent(counts.size() == 1 ? p : 0, k -> new ArrayList<>())
            .add(new TopicPartition(topic, p));
      }
    }
    return parts;
  }

  /** Who has a part, or some of it, now: the member of the latest generation. */
  private static Map<Integer, String> owners(
      Map<String, Subscription> members, Map<Integer, List<TopicPartition>> parts) {
    Map<Integer, String> owners = new HashMap<>();
    members.entrySet().stream()
        .sorted(Comparator.comparingInt(e -> e.getValue().generationId().orElse(-1)))
        .forEach(
            member -> {
              Set<TopicPartition> owned = new HashSet<>(member.getValue().ownedPartitions());
              parts.forEach(
                  (number, part) -> {
                    if (part.stream().anyMatch(owned::contains)) {
                      owners.put(number, member.getKey());
                    }
                  });
            });
    return owners;
  }

  /** Even shares; those who have most may keep one more where they do not come out even. */
  private static Map<String, NavigableSet<Integer>> shares(
      Set<String> members, Map<Integer, String> owners, Set<Integer> parts) {
    Map<String, NavigableSet<Integer>> shares = new TreeMap<>();
    members.forEach(member -> shares.put(member, new TreeSet<>()));
    owners.forEach((part, member) -> shares.get(member).add(part));
    List<String> order = new ArrayList<>(members);
    order.sort(
        Comparator.<String>comparingInt(member -> -shares.get(member).size())
            .thenComparing(Comparator.naturalOrder()));
    Set<Integer> free = new TreeSet<>(parts);
    Map<String, Integer> room = new HashMap<>();
    for (int i = 0; i < order.size(); i++) {
      int size = parts.size() / order.size() + (i < parts.size() % order.size() ? 1 : 0);
      NavigableSet<Integer> share = shares.get(order.get(i));
      while (share.size() > size) {
        share.pollLast();
      }
      free.removeAll(share);
      room.put(order.get(i), size - share.size());
    }
    for (int part : free) {
      String member = order.stream().filter(m -> room.get(m) > 0).findFirst().orElseThrow();
      room.merge(member, -1, Integer::sum);
      shares.get(member).add(part);
    }
    return shares;
  }
}
