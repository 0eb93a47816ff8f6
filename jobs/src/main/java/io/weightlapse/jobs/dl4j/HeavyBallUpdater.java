// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.Checks;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** Turns gradients into the updates of {@link HeavyBall}, in place. */
final class HeavyBallUpdater implements GradientUpdater<HeavyBall> {
  private static final String STATE = "V";

  private final HeavyBall config;
  private INDArray velocity;

  HeavyBallUpdater(HeavyBall config) {
    this.config = config;
  }

  @Override
  public HeavyBall getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> state, boolean initialise) {
    Checks.require(
        state.keySet().equals(Map.of(STATE, 0).keySet()),
        "state of momentum must be %s: was %s",
        STATE,
        state.keySet());
    velocity = state.get(STATE);
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(STATE, velocity);
  }

  @Override
  public void setStateViewArray(INDArray view, long[] shape, char order, boolean initialise) {
    if (initialise) {
      view.assign(0);
    }
    velocity = view.reshape(order, shape);
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    velocity.muli(config.momentum()).addi(gradient.reshape(velocity.shape()));
    gradient.assign(velocity.reshape(gradient.shape()));
    gradient.muli(config.getLearningRate(iteration, epoch));
  }
}
