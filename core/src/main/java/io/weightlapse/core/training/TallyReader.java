// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a tally counted for a tensor since it was read last, within an epoch. */
public final class TallyReader {
  /**
   * What the tally said.
   *
   * @param offset of the tensor
   * @param epoch whose tally it was
   * @param steps counted by then
   * @param squares sum of squared gradient norms
   * @param moved sum of absolute updates
   */
  public record Reading(int offset, int epoch, long steps, double squares, double moved) {}

  private final Map<Integer, Reading> last = new HashMap<>();

  /** Gradient and updates since the last call for this tensor in the epoch, or since it began. */
  LayerStatistics.Updates since(ParameterBlock block, int epoch, Tally tally) {
    Reading now =
        new Reading(
            block.offset(), epoch, tally.steps(), tally.gradientSquares(block), tally.moved(block));
    Reading before = last.put(block.offset(), now);
    if (before == null || before.epoch() != epoch) {
      before = new Reading(block.offset(), epoch, 0, 0, 0);
    }
    int steps = (int) (now.steps() - before.steps());
    if (steps == 0) {
      return LayerStatistics.Updates.UNKNOWN;
    }
    return new LayerStatistics.Updates(
        steps,
        Math.sqrt((now.squares() - before.squares()) / steps),
        (now.moved() - before.moved()) / ((double) steps * block.size()));
  }

  void restore(List<Reading> all) {
    all.forEach(r -> last.put(r.offset(), r));
  }

  List<Reading> export() {
    return new ArrayList<>(last.values());
  }
}
