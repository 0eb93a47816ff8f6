// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

/** What a kernel counts while it trains; sums over samples and steps until {@link #reset}. */
public final class Tally {
  private double loss;
  private long correct;
  private long samples;
  private long steps;

  /** For each parameter the sum over steps of the squared minibatch gradient. */
  final float[] gradientSquares;

  /** For each parameter the sum over steps of the absolute update. */
  final float[] updates;

  /** A tally for a network of that many parameters. */
  public Tally(int parameters) {
    this.gradientSquares = new float[parameters];
    this.updates = new float[parameters];
  }

  /** Forgets everything. */
  public void reset() {
    loss = 0;
    correct = 0;
    samples = 0;
    steps = 0;
    java.util.Arrays.fill(gradientSquares, 0);
    java.util.Arrays.fill(updates, 0);
  }

  void step(double lossSum, int correctCount, int rows) {
    loss += lossSum;
    correct += correctCount;
    samples += rows;
    steps++;
  }

  /** Mean over the samples of the loss, each measured before its minibatch's update. */
  public double meanLoss() {
    return loss / samples;
  }

  /** Sum over the samples of the loss. */
  public double lossSum() {
    return loss;
  }

  /** Share of the samples whose class was right. */
  public double accuracy() {
    return (double) correct / samples;
  }

  /** Number of samples seen. */
  public long samples() {
    return samples;
  }

  /** Number of updates made. */
  public long steps() {
    return steps;
  }

  /** Root mean square over the steps of the L2 norm of a tensor's minibatch gradient. */
  public double gradientNorm(ParameterBlock block) {
    return Math.sqrt(sum(gradientSquares, block) / steps);
  }

  /** Mean over steps and elements of a tensor's absolute update. */
  public double meanUpdate(ParameterBlock block) {
    return sum(updates, block) / ((double) steps * block.size());
  }

  private static double sum(float[] values, ParameterBlock block) {
    double sum = 0;
    for (int i = block.offset(); i < block.offset() + block.size(); i++) {
      sum += values[i];
    }
    return sum;
  }
}
