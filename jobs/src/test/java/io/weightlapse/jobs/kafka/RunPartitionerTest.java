// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

class RunPartitionerTest {
  @Test
  void allOfARunLiesWhereKafkaPlacesItsId() {
    Set<Integer> used = new HashSet<>();
    for (int r = 0; r < 64; r++) {
      String run = "xor-20261122-184501-" + Integer.toHexString(r);
      int place = BuiltInPartitioner.partitionForKey(run.getBytes(StandardCharsets.UTF_8), 4);
      assertThat(RunPartitioner.partition(run, 4)).isEqualTo(place);
      assertThat(RunPartitioner.partition(run + "/l1", 4)).isEqualTo(place);
      assertThat(RunPartitioner.partition(run + "/plane-filter", 4)).isEqualTo(place);
      assertThat(RunPartitioner.partition(run, 1)).isZero();
      used.add(place);
    }
    assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3);
  }
}
