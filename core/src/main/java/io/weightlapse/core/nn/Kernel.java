// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;

/**
 * Trains one network: forward pass, gradient and optimiser update. Not thread-safe. Kernels with
 * threads of their own must be closed.
 */
public interface Kernel extends AutoCloseable {
  /** The network. */
  NetworkSpec spec();

  /** The live parameters, flat; a step changes them in place. */
  float[] parameters();

  /**
   * One update from the minibatch {@code order[from..to)}; none if its loss is not finite, so that
   * the parameters still are what made it so.
   *
   * @param data the samples
   * @param order rows of {@code data}
   * @param tally counts what happened
   */
  void step(Dataset data, int[] order, int from, int to, Tally tally);

  /**
   * The gradient of the minibatch's mean loss, penalties included, without an update; with the
   * dropout masks of the next step.
   *
   * @param gradient as long as the parameters; overwritten
   * @return the mean loss, penalties excluded
   */
  double gradient(Dataset data, int[] order, int from, int to, float[] gradient);

  /** The forward pass without dropout over the rows {@code from..to}. */
  Evaluation evaluate(Dataset data, int from, int to);

  /** A copy of all that the next step depends on. */
  KernelState state();

  /** Goes on from that state; the network and the optimiser must be the ones it came from. */
  void restore(KernelState state);

  /** Ends the kernel's threads, if it has any. */
  @Override
  default void close() {}
}
