// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.experiment.MetricSpec;
import io.weightlapse.core.experiment.StatisticsCadence;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** The steps at which statistics of a layer are taken, as a run's manifest has it. */
final class StatSteps {
  private StatSteps() {}

  static long[] of(ViewRun run, String layer) {
    MetricSpec metrics = run.experiment().metrics();
    long last = run.lastStep();
    TreeSet<Long> steps = new TreeSet<>();
    if (metrics.statistics() == StatisticsCadence.NONE) {
      return new long[0];
    }
    if (metrics.statistics() == StatisticsCadence.SNAPSHOTS) {
      Arrays.stream(KeptSteps.of(run, List.of(layer))).forEach(steps::add);
    } else {
      for (long step = 0; step <= last; step += run.stepsPerEpoch()) {
        steps.add(step);
      }
    }
    for (long step = metrics.statisticsEverySteps();
        step > 0 && step <= last;
        step += metrics.statisticsEverySteps()) {
      steps.add(step);
    }
    return steps.stream().mapToLong(Long::longValue).toArray();
  }

  /** Those of every layer, thinned to some frames; step 0 has no updates to show. */
  static long[] plan(ViewRun run, List<String> layers) {
    TreeSet<Long> steps = new TreeSet<>();
    for (String layer : layers) {
      Arrays.stream(of(run, layer)).filter(step -> step > 0).forEach(steps::add);
    }
    long[] all = steps.stream().mapToLong(Long::longValue).toArray();
    return KeptSteps.thinned(
        KeptSteps.chosen(all, run.options()), TimelineView.FRAMES, run.options());
  }
}
