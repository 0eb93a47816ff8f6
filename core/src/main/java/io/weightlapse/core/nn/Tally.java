// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a kernel counts while it trains; sums over samples and steps until {@link #reset}. */
public final class Tally {
  private double loss;
  private long correct;
  private long samples;
  private long steps;

  // Kernels of small networks count for each parameter, those of wide ones for each tensor: a
  // counter beside each weight would double their memory traffic.
  private final int parameters;
  private float[] gradientSquares = new float[0];
  private float[] updates = new float[0];
  private final Map<Integer, double[]> tensors = new HashMap<>(); // by offset: squares, updates

  /** A tally for a network of that many parameters. */
  public Tally(int parameters) {
    this.parameters = parameters;
  }

  /** For each parameter the sum over steps of the squared minibatch gradient. */
  float[] gradientSquares() {
    if (gradientSquares.length == 0) {
      gradientSquares = new float[parameters];
    }
    return gradientSquares;
  }

  /** For each parameter the sum over steps of the absolute update. */
  float[] updates() {
    if (updates.length == 0) {
      updates = new float[parameters];
    }
    return updates;
  }

  /** For one tensor the sums over steps and elements: squared gradients, absolute updates. */
  void add(ParameterBlock block, double squares, double moved) {
    double[] sums = tensors.computeIfAbsent(block.offset(), offset -> new double[2]);
    sums[0] += squares;
    sums[1] += moved;
  }

  /** Forgets everything. */
  public void reset() {
    loss = 0;
    correct = 0;
    samples = 0;
    steps = 0;
    Arrays.fill(gradientSquares, 0);
    Arrays.fill(updates, 0);
    tensors.values().forEach(sums -> Arrays.fill(sums, 0));
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

  /** Number of samples classified rightly. */
  public long correct() {
    return correct;
  }

  /** Everything counted so far, for a checkpoint. */
  public double[] export() {
    double[] all = new double[6 + gradientSquares.length + updates.length + 3 * tensors.size()];
    double[] head = {loss, correct, samples, steps, gradientSquares.length, updates.length};
    System.arraycopy(head, 0, all, 0, head.length);
    int at = head.length;
    for (float v : gradientSquares) {
      all[at++] = v;
    }
    for (float v : updates) {
      all[at++] = v;
    }
    for (Map.Entry<Integer, double[]> e : tensors.entrySet()) {
      all[at++] = e.getKey();
      all[at++] = e.getValue()[0];
      all[at++] = e.getValue()[1];
    }
    return all;
  }

  /** Goes on from what {@link #export} gave. */
  public void restore(double[] all) {
    loss = all[0];
    correct = (long) all[1];
    samples = (long) all[2];
    steps = (long) all[3];
    gradientSquares = new float[(int) all[4]];
    updates = new float[(int) all[5]];
    int at = 6;
    for (int i = 0; i < gradientSquares.length; i++) {
      gradientSquares[i] = (float) all[at++];
    }
    for (int i = 0; i < updates.length; i++) {
      updates[i] = (float) all[at++];
    }
    tensors.clear();
    while (at < all.length) {
      tensors.put((int) all[at], new double[] {all[at + 1], all[at + 2]});
      at += 3;
    }
  }

  /** Number of samples seen. */
  public long samples() {
    return samples;
  }

  /** Number of updates made. */
  public long steps() {
    return steps;
  }

  /** Sum over the steps of the squared L2 norm of a tensor's minibatch gradient. */
  public double gradientSquares(ParameterBlock block) {
    return sum(gradientSquares, 0, block);
  }

  /** Sum over steps and elements of a tensor's absolute update. */
  public double moved(ParameterBlock block) {
    return sum(updates, 1, block);
  }

  /** Root mean square over the steps of the L2 norm of a tensor's minibatch gradient. */
  public double gradientNorm(ParameterBlock block) {
    return Math.sqrt(gradientSquares(block) / steps);
  }

  /** Mean over steps and elements of a tensor's absolute update. */
  public double meanUpdate(ParameterBlock block) {
    return moved(block) / ((double) steps * block.size());
  }

  private double sum(float[] values, int which, ParameterBlock block) {
    double[] sums = tensors.get(block.offset());
    double sum = sums == null ? 0 : sums[which];
    for (int i = block.offset(); values.length > 0 && i < block.offset() + block.size(); i++) {
      sum += values[i];
    }
    return sum;
  }
}
