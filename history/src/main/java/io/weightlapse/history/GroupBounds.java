// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.util.List;
import org.apache.parquet.column.statistics.IntStatistics;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;

/**
 * Which row groups are wanted, judged by the least and greatest values that a file states of them.
 * A group without stated values may hold anything.
 */
final class GroupBounds {
  private long onlyStep = -1;
  private int firstUnit = -1;
  private int lastUnit = -1;

  void onlyStep(long step) {
    onlyStep = step;
  }

  void onlyUnits(int from, int end) {
    firstUnit = from;
    lastUnit = end - 1;
  }

  boolean mayHold(BlockMetaData block) {
    return (onlyStep < 0 || mayHoldStep(block)) && (lastUnit < 0 || mayHoldUnits(block));
  }

  private boolean mayHoldStep(BlockMetaData block) {
    return !(stated(block, "step") instanceof LongStatistics s)
        || (s.getMin() <= onlyStep && onlyStep <= s.getMax());
  }

  private boolean mayHoldUnits(BlockMetaData block) {
    return !(stated(block, "neuron") instanceof IntStatistics u)
        || (u.getMin() <= lastUnit && firstUnit <= u.getMax());
  }

  /** The smallest step that may be in the groups. */
  static long minStep(List<BlockMetaData> blocks) {
    return blocks.stream()
        .mapToLong(b -> stated(b, "step") instanceof LongStatistics s ? s.getMin() : Long.MIN_VALUE)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** The largest step that may be in the groups. */
  static long maxStep(List<BlockMetaData> blocks) {
    return blocks.stream()
        .mapToLong(b -> stated(b, "step") instanceof LongStatistics s ? s.getMax() : Long.MAX_VALUE)
        .max()
        .orElse(Long.MIN_VALUE);
  }

  /** What the file states of a column's values in a group; null for nothing. */
  private static Statistics<?> stated(BlockMetaData block, String column) {
    for (ColumnChunkMetaData c : block.getColumns()) {
      if (c.getPath().toDotString().equals(column)
          && c.getStatistics() != null
          && c.getStatistics().hasNonNullValue()) {
        return c.getStatistics();
      }
    }
    return null;
  }
}
