// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.SnapshotPolicy;
import java.util.Arrays;
import java.util.Collection;

/** The steps of a run at which parameters are kept, as its manifest has it. */
final class KeptSteps {
  private KeptSteps() {}

  /** Those at which every one of the layers is, rising. */
  static long[] of(ViewRun run, Collection<String> layers) {
    Experiment experiment = run.experiment();
    SnapshotPolicy policy = experiment.snapshots();
    if (!layers.stream().allMatch(policy::keepsLayer)) {
      return new long[0];
    }
    int perEpoch = run.stepsPerEpoch();
    long last = run.lastStep();
    boolean inside = policy.looksInside();
    long[] kept = new long[1024];
    int n = 0;
    for (long step = 0; step <= last; step = inside ? step + 1 : step + perEpoch) {
      int ended = step > 0 && step % perEpoch == 0 ? (int) (step / perEpoch - 1) : -1;
      boolean all = step == 0 || step == last;
      if (!all) {
        all = true;
        for (String layer : layers) {
          all &= policy.keeps(layer, step, ended);
        }
      }
      if (all) {
        if (n == kept.length) {
          kept = Arrays.copyOf(kept, 2 * n);
        }
        kept[n++] = step;
      }
    }
    return Arrays.copyOf(kept, n);
  }

  /** Those of the steps that the options ask for. */
  static long[] chosen(long[] kept, ViewOptions options) {
    long[] inside = Arrays.stream(kept).filter(options.steps()::contains).toArray();
    if (options.every() == 1) {
      return inside;
    }
    long[] some = new long[(inside.length + options.every() - 1) / options.every()];
    Arrays.setAll(some, i -> inside[i * options.every()]);
    return some;
  }

  /** As many as that, evenly, the first and the last among them; all where they were asked for. */
  static long[] thinned(long[] steps, int most, ViewOptions options) {
    boolean asked = !options.steps().equals(StepRange.ALL) || options.every() > 1;
    if (asked || steps.length <= most) {
      return steps;
    }
    long[] some = new long[most];
    Arrays.setAll(some, i -> steps[(int) ((long) i * (steps.length - 1) / (most - 1))]);
    return some;
  }
}
