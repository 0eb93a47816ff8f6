// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class SharedRunsAssignorTest {
  private final SharedRunsAssignor assignor = new SharedRunsAssignor();
  private final Map<String, List<TopicPartition>> owned = new TreeMap<>();
  private int generation;

  private static Cluster cluster(Map<String, Integer> topics) {
    List<PartitionInfo> partitions = new ArrayList<>();
    topics.forEach(
        (topic, count) -> {
          for (int p = 0; p < count; p++) {
            partitions.add(new PartitionInfo(topic, p, Node.noNode(), null, null));
          }
        });
    return new Cluster("c", List.of(), partitions, Set.of(), Set.of());
  }

  private static Cluster even(int partitions) {
    Map<String, Integer> topics = new HashMap<>();
    Topics.ALL.forEach(topic -> topics.put(topic, partitions));
    return cluster(topics);
  }

  /** One round of the group: what members give up they have no more when it is over. */
  private void round(Cluster cluster) {
    Map<String, Subscription> members = new HashMap<>();
    owned.forEach(
        (member, partitions) ->
            members.put(
                member,
                new Subscription(Topics.ALL, null, partitions, generation, Optional.empty())));
    Map<String, Assignment> given =
        assignor.assign(cluster, new GroupSubscription(members)).groupAssignment();
    Set<TopicPartition> had = new HashSet<>();
    owned.values().forEach(had::addAll);
    given.forEach(
        (member, assignment) -> {
          for (TopicPartition partition : assignment.partitions()) {
            assertThat(!had.contains(partition) || owned.get(member).contains(partition))
                .as("%s is given what another still has: %s", member, partition)
                .isTrue();
          }
        });
    given.forEach((member, assignment) -> owned.put(member, assignment.partitions()));
    generation++;
  }

  /** Rounds until nothing moves; each member's numbers. */
  private Map<String, Set<Integer>> settle(Cluster cluster) {
    Map<String, List<TopicPartition>> before = Map.of();
    for (int round = 0; !before.equals(owned); round++) {
      assertThat(round).isLessThan(4);
      before = new TreeMap<>(owned);
      round(cluster);
    }
    Map<String, Set<Integer>> numbers = new TreeMap<>();
    Set<TopicPartition> all = new HashSet<>();
    owned.forEach(
        (member, partitions) -> {
          Set<Integer> of = new HashSet<>();
          partitions.forEach(p -> of.add(p.partition()));
          numbers.put(member, of);
          partitions.forEach(p -> assertThat(all.add(p)).as("%s once", p).isTrue());
        });
    int count = 0;
    for (String topic : Topics.ALL) {
      count += cluster.partitionsForTopic(topic).size();
    }
    assertThat(all).hasSize(count);
    return numbers;
  }

  @Test
  void membersHaveTheSameNumbersOfEveryTopicAndKeepThemWhileSharesAreEven() {
    owned.put("a", List.of());
    assertThat(settle(even(4))).isEqualTo(Map.of("a", Set.of(0, 1, 2, 3)));
    assertThat(owned.get("a")).hasSize(16);
    owned.put("b", List.of());
    assertThat(settle(even(4))).isEqualTo(Map.of("a", Set.of(0, 1), "b", Set.of(2, 3)));
    assertThat(owned.get("b")).hasSize(8);
    owned.put("c", List.of());
    Map<String, Set<Integer>> three = settle(even(4));
    assertThat(three.get("a")).isEqualTo(Set.of(0, 1));
    assertThat(three.get("b")).isEqualTo(Set.of(2));
    assertThat(three.get("c")).isEqualTo(Set.of(3));
    owned.remove("a");
    assertThat(settle(even(4)).get("b")).hasSize(2).contains(2);
    for (String more : List.of("d", "e", "f")) {
      owned.put(more, List.of());
    }
    assertThat(settle(even(4)).values().stream().mapToInt(Set::size).sorted().toArray())
        .containsExactly(0, 1, 1, 1, 1);
  }

  @Test
  void whoClaimsWhatItLostLongAgoDoesNotGetItBack() {
    owned.put("a", List.of());
    owned.put("b", List.of());
    settle(even(2));
    List<TopicPartition> stale = new ArrayList<>(owned.get("a"));
    stale.addAll(owned.get("b"));
    Map<String, Subscription> members =
        Map.of(
            "a",
            new Subscription(Topics.ALL, null, stale, 0, Optional.empty()),
            "b",
            new Subscription(Topics.ALL, null, owned.get("b"), 5, Optional.empty()));
    Map<String, Assignment> given =
        assignor.assign(even(2), new GroupSubscription(members)).groupAssignment();
    assertThat(given.get("b").partitions()).containsAll(owned.get("b"));
    assertThat(given.get("a").partitions()).doesNotContainAnyElementsOf(owned.get("b"));
  }

  @Test
  void oneMemberHasAllWhereTopicsDiffer() {
    Cluster odd =
        cluster(Map.of(Topics.RUNS, 1, Topics.METRICS, 1, Topics.SNAPSHOTS, 4, Topics.SURFACES, 4));
    owned.put("b", List.of());
    settle(odd);
    owned.put("a", List.of());
    assertThat(settle(odd).get("a")).isEmpty();
    assertThat(owned.get("b")).hasSize(10);
    owned.remove("b");
    settle(odd);
    assertThat(owned.get("a")).hasSize(10);
  }
}
