// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.nn.KernelState;
import io.weightlapse.core.nn.OptimiserSpec;
import java.util.Arrays;

/**
 * An optimiser's state as DL4J lays it out: one vector of all velocities, or all of Adam's first
 * moments and then all second ones. Nesterov's velocity is -lr times ours there.
 */
record UpdaterState(OptimiserSpec optimiser) {
  /** Our state of theirs. */
  KernelState ours(float[] parameters, float[] updater, long updates) {
    int n = parameters.length;
    return switch (optimiser.kind()) {
      case SGD -> new KernelState(parameters, new float[0], new float[0], updates);
      case MOMENTUM -> new KernelState(parameters, updater, new float[0], updates);
      case NESTEROV ->
          new KernelState(parameters, scaled(updater, -1 / rate()), new float[0], updates);
      case ADAM ->
          new KernelState(
              parameters,
              Arrays.copyOfRange(updater, 0, n),
              Arrays.copyOfRange(updater, n, 2 * n),
              updates);
    };
  }

  /** Their vector of our state; empty for none. */
  float[] theirs(KernelState state) {
    return switch (optimiser.kind()) {
      case SGD -> new float[0];
      case MOMENTUM -> state.first();
      case NESTEROV -> scaled(state.first(), -rate());
      case ADAM -> {
        int n = state.first().length;
        float[] all = Arrays.copyOf(state.first(), 2 * n);
        System.arraycopy(state.second(), 0, all, n, n);
        yield all;
      }
    };
  }

  private float rate() {
    return (float) optimiser.learningRate();
  }

  private static float[] scaled(float[] values, float factor) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      scaled[i] = factor * values[i];
    }
    return scaled;
  }
}
