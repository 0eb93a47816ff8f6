// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import java.util.BitSet;
import java.util.List;

/** Some tensors at one step, put together from whole rows that come in any order, or twice. */
final class TensorSet {
  private final List<ParameterBlock> blocks;
  private final float[][] values;
  private final BitSet[] seen;
  private int missing;

  TensorSet(List<ParameterBlock> blocks) {
    this.blocks = blocks;
    this.values = new float[blocks.size()][];
    this.seen = new BitSet[blocks.size()];
    this.missing = blocks.size();
  }

  /** Takes rows that are of one of the tensors; the first of two copies counts. */
  void add(Snapshot s) {
    for (int b = 0; b < blocks.size(); b++) {
      ParameterBlock block = blocks.get(b);
      if (block.param() == s.param()
          && block.layerName().equals(s.layer())
          && s.cols() == block.cols()
          && s.row0() >= 0
          && s.rows() >= 1
          && (long) s.row0() + s.rows() <= block.rows()) {
        add(b, block, s);
        return;
      }
    }
  }

  private void add(int b, ParameterBlock block, Snapshot s) {
    if (values[b] == null) {
      values[b] = new float[block.size()];
      seen[b] = new BitSet(block.rows());
    }
    if (seen[b].cardinality() == block.rows()) {
      return;
    }
    for (int r = 0; r < s.rows(); r++) {
      int row = s.row0() + r;
      if (!seen[b].get(row)) {
        seen[b].set(row);
        System.arraycopy(s.values(), r * block.cols(), values[b], row * block.cols(), block.cols());
      }
    }
    if (seen[b].cardinality() == block.rows()) {
      missing--;
    }
  }

  /** Whether every row of every tensor is there. */
  boolean complete() {
    return missing == 0;
  }

  /** The values of the tensor of that index. */
  float[] values(int index) {
    return values[index];
  }

  /** Adds all values. */
  void addTo(Fingerprint shown) {
    for (float[] v : values) {
      shown.add(v);
    }
  }

  /** The flat parameters, where the set holds every tensor of a layout, in its order. */
  float[] flat(ParameterLayout layout) {
    float[] flat = new float[layout.size()];
    for (int b = 0; b < values.length; b++) {
      System.arraycopy(values[b], 0, flat, blocks.get(b).offset(), values[b].length);
    }
    return flat;
  }
}
