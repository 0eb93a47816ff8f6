// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Classical momentum, which DL4J lacks: v = mu v + g; w -= lr v, as PyTorch's SGD defines it. One
 * state value a parameter.
 */
public final class HeavyBall implements IUpdater {
  private static final long serialVersionUID = 1L;

  private double learningRate;
  private ISchedule learningRateSchedule;
  private final double momentum;

  /** Constants; also how a stored configuration is read. */
  public HeavyBall(
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("momentum") double momentum) {
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  double momentum() {
    return momentum;
  }

  @Override
  public long stateSize(long parameters) {
    return parameters;
  }

  @Override
  public GradientUpdater<?> instantiate(INDArray view, boolean initialise) {
    HeavyBallUpdater updater = new HeavyBallUpdater(this);
    INDArray flat = view.reshape(view.length());
    updater.setStateViewArray(flat, flat.shape(), flat.ordering(), initialise);
    return updater;
  }

  @Override
  public GradientUpdater<?> instantiate(Map<String, INDArray> state, boolean initialise) {
    HeavyBallUpdater updater = new HeavyBallUpdater(this);
    updater.setState(state, initialise);
    return updater;
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRateSchedule == null
        ? learningRate
        : learningRateSchedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double rate, ISchedule schedule) {
    this.learningRate = rate;
    this.learningRateSchedule = schedule;
  }

  @Override
  public HeavyBall clone() {
    HeavyBall copy = new HeavyBall(learningRate, momentum);
    copy.learningRateSchedule = learningRateSchedule;
    return copy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeavyBall o
        && o.learningRate == learningRate
        && o.momentum == momentum
        && Objects.equals(o.learningRateSchedule, learningRateSchedule);
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, momentum, learningRateSchedule);
  }
}
