// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.utils.Utils;

/**
 * Puts all of a run into partitions of one number, that of its id as Kafka's clients place a key:
 * so members of a group can share runs, each with its metrics and all of its layers.
 */
public final class RunPartitioner implements Partitioner {
  /** Where the run's id ends in the keys of snapshots and surfaces. */
  private static final char AFTER_RUN = '/';

  @Override
  public int partition(
      String topic, Object key, byte[] keyBytes, Object value, byte[] valueBytes, Cluster cluster) {
    return partition(String.valueOf(key), cluster.partitionsForTopic(topic).size());
  }

  static int partition(String key, int partitions) {
    int end = key.indexOf(AFTER_RUN);
    String run = end < 0 ? key : key.substring(0, end);
    return Utils.toPositive(Utils.murmur2(run.getBytes(StandardCharsets.UTF_8))) % partitions;
  }

  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public void close() {}
}
