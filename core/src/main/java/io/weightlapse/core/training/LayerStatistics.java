// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.event.Distribution;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the statistics of tensors, each with its changes since the last time that this was asked
 * for the same tensor and worker. Keeps those values, so it holds a copy of what it is asked for.
 * Not thread-safe.
 */
public final class LayerStatistics {
  /**
   * What is known of the updates that led to a state.
   *
   * @param updates how many; 0 if unknown
   * @param gradientNorm root mean square of the gradient's L2 norm; NaN if unknown
   * @param meanUpdate mean |update| of a step; NaN if unknown
   */
  public record Updates(int updates, double gradientNorm, double meanUpdate) {
    /** Nothing. */
    public static final Updates UNKNOWN = new Updates(0, Double.NaN, Double.NaN);
  }

  /**
   * The values that a tensor had when its statistics were taken last.
   *
   * @param worker whose
   * @param offset of the tensor in the flat parameters
   * @param step when
   * @param values not copied, do not change
   */
  public record Earlier(int worker, int offset, long step, float[] values) {}

  private record Key(int worker, int offset) {}

  private final Map<Key, Earlier> earlier = new HashMap<>();
  private final DistributionOf distributions = new DistributionOf();
  private float[] change = new float[0];

  /** Goes on after a resume. */
  public void restore(List<Earlier> all) {
    all.forEach(e -> earlier.put(new Key(e.worker(), e.offset()), e));
  }

  /** What {@link #restore} takes. */
  public List<Earlier> export() {
    return new ArrayList<>(earlier.values());
  }

  /**
   * The statistics of a tensor.
   *
   * @param values kept until the next call for this tensor: not copied, do not change
   * @param dead its layer's dead units; null where they were not measured
   */
  public LayerStats of(
      String run,
      int worker,
      long step,
      int epoch,
      ParameterBlock block,
      float[] values,
      Updates updates,
      List<Integer> dead) {
    Distribution now = distributions.of(values, 0, values.length);
    Earlier before =
        earlier.put(
            new Key(worker, block.offset()), new Earlier(worker, block.offset(), step, values));
    Distribution moved = before == null ? Distribution.none() : change(before.values(), values);
    double mean = now.meanAbs();
    boolean measured = dead != null && block.param() == Param.W;
    return new LayerStats(
        run,
        worker,
        step,
        epoch,
        block.layerName(),
        block.param(),
        now,
        before == null ? -1 : before.step(),
        moved,
        updates.updates(),
        updates.gradientNorm(),
        mean > 0 ? Math.log10(updates.meanUpdate() / mean) : Double.NaN,
        before != null && now.l2() > 0 ? moved.l2() / now.l2() : Double.NaN,
        measured ? (double) dead.size() / block.rows() : Double.NaN,
        measured ? dead : List.of());
  }

  private Distribution change(float[] before, float[] after) {
    if (change.length < after.length) {
      change = new float[after.length];
    }
    for (int i = 0; i < after.length; i++) {
      change[i] = after[i] - before[i];
    }
    return distributions.of(change, 0, after.length);
  }
}
