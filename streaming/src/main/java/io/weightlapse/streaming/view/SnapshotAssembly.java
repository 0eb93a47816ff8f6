// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import java.util.BitSet;

/** The parameters of one step, put together from whole rows that come in any order, or twice. */
final class SnapshotAssembly {
  private final ParameterLayout layout;
  private final float[] values;
  private final BitSet rowsSeen = new BitSet();
  private final int rows;

  SnapshotAssembly(ParameterLayout layout) {
    this.layout = layout;
    this.values = new float[layout.size()];
    this.rows = layout.blocks().stream().mapToInt(ParameterBlock::rows).sum();
  }

  /** Whether the rows are part of a tensor of that layout. */
  static boolean fits(ParameterLayout layout, Snapshot s) {
    ParameterBlock block = layout.find(s.layer(), s.param());
    return block != null
        && s.cols() == block.cols()
        && s.row0() >= 0
        && s.rows() >= 1
        && (long) s.row0() + s.rows() <= block.rows();
  }

  /** Takes rows that fit the layout; the first of two copies counts. */
  void add(Snapshot s) {
    int firstRow = 0;
    for (ParameterBlock block : layout.blocks()) {
      if (block.param() == s.param() && block.layerName().equals(s.layer())) {
        for (int r = 0; r < s.rows(); r++) {
          int row = s.row0() + r;
          if (!rowsSeen.get(firstRow + row)) {
            rowsSeen.set(firstRow + row);
            int at = block.offset() + row * block.cols();
            System.arraycopy(s.values(), r * block.cols(), values, at, block.cols());
          }
        }
        return;
      }
      firstRow += block.rows();
    }
  }

  /** Whether every row of every tensor is there. */
  boolean complete() {
    return rowsSeen.cardinality() == rows;
  }

  /** The flat parameters, once complete. */
  float[] parameters() {
    return values;
  }
}
