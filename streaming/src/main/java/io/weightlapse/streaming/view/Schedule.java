// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.SnapshotPolicy;
import io.weightlapse.core.nn.LayerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which epoch and step each frame shows. */
final class Schedule {
  private final int[] epochs;
  private final long[] steps;
  private final Map<Integer, Integer> byEpoch = new HashMap<>();
  private final Map<Long, Integer> byStep = new HashMap<>();

  /**
   * The scheduled epochs of which the experiment keeps every layer; none if it leaves layers out.
   */
  Schedule(Experiment experiment, int rows) {
    this(experiment, rows, ViewOptions.STANDARD);
  }

  /** Those of them that the options ask for. */
  Schedule(Experiment experiment, int rows, ViewOptions options) {
    SnapshotPolicy policy = experiment.snapshots();
    int last = experiment.training().epochs() - 1;
    List<String> layers = experiment.network().layers().stream().map(LayerSpec::name).toList();
    List<Integer> kept =
        experiment.frames().epochs(experiment.training().epochs()).stream()
            .filter(
                e ->
                    layers.stream()
                        .allMatch(
                            layer ->
                                (e == last && policy.keepsLayer(layer))
                                    || policy.keeps(layer, experiment.stepAtEndOf(e, rows), e)))
            .toList();
    kept =
        kept.stream()
            .filter(e -> options.steps().contains(experiment.stepAtEndOf(e, rows)))
            .toList();
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < kept.size(); i += options.every()) {
      shown.add(kept.get(i));
    }
    epochs = shown.stream().mapToInt(Integer::intValue).toArray();
    steps = new long[epochs.length];
    for (int k = 0; k < epochs.length; k++) {
      steps[k] = experiment.stepAtEndOf(epochs[k], rows);
      byEpoch.put(epochs[k], k);
      byStep.put(steps[k], k);
    }
  }

  int frames() {
    return epochs.length;
  }

  int epoch(int frame) {
    return epochs[frame];
  }

  long step(int frame) {
    return steps[frame];
  }

  /** The frame that shows the end of an epoch, or -1. */
  int frameOfEpoch(int epoch) {
    return byEpoch.getOrDefault(epoch, -1);
  }

  /** The frame that shows a step, or -1. */
  int frameOfStep(long step) {
    return byStep.getOrDefault(step, -1);
  }
}
