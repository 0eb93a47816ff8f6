// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static io.weightlapse.core.util.Checks.atLeast;

import io.weightlapse.core.nn.NetworkSpec;
import java.io.Serializable;

/**
 * How samples are cut into shards. It depends on the network and the number of samples alone, never
 * on threads, tasks or executors, so that partial sums are the same everywhere.
 *
 * @param rows number of samples
 * @param shardRows samples of a shard; the last one may have fewer
 */
public record ShardPlan(int rows, int shardRows) implements Serializable {
  private static final int TILE = 64;
  private static final int LARGEST = 8192;

  /** What a shard's three matrices of first pre-activations may take: they stay in cache. */
  private static final int BYTES = 12 << 20;

  /** Checks the bounds. */
  public ShardPlan {
    atLeast("rows", rows, 1);
    atLeast("shardRows", shardRows, 1);
  }

  /** The plan for so many samples of that network. */
  public static ShardPlan of(NetworkSpec network, int rows) {
    long perTile = 3L * Float.BYTES * TILE * network.layers().get(0).units();
    int tiles = (int) Math.max(4, Math.min(LARGEST / TILE, BYTES / perTile));
    return new ShardPlan(rows, tiles * TILE);
  }

  /** Number of shards. */
  public int count() {
    return (rows + shardRows - 1) / shardRows;
  }

  /** First sample of shard {@code i}. */
  public int from(int i) {
    return i * shardRows;
  }

  /** The sample after the last one of shard {@code i}. */
  public int to(int i) {
    return Math.min(rows, (i + 1) * shardRows);
  }
}
