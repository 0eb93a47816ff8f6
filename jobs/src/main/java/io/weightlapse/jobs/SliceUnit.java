// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.PointSums;
import java.io.Serializable;

/**
 * What a task does at once: some points of one surface over one shard of the samples of one series.
 *
 * @param block which block of the job it belongs to
 * @param step of the surface
 * @param part the block's points; of a line, rows with all series
 * @param series which of a line's; 0 for a plane
 * @param shard which shard of the samples
 */
record SliceUnit(int block, long step, GridPart part, int series, int shard)
    implements Serializable {
  /** Its sums. */
  record Result(int block, int series, int shard, PointSums sums) implements Serializable {}
}
