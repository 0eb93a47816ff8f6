// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;

/** One thread's way to the gradient of a shard of samples; the parameters are only read. */
interface ShardPass {
  /** The fastest for a network. */
  static ShardPass of(NetworkSpec spec, float[] parameters, Ops ops, int width) {
    return LinearPass.fits(spec)
        ? new LinearPass(spec, parameters)
        : new SampleMajor(spec, parameters, ops, width);
  }

  /**
   * The share of some samples in the mean gradient of a minibatch.
   *
   * @param order rows of the data, the shard being {@code order[from..to)}
   * @param place the shard's first place in its minibatch
   * @param rows of the minibatch
   * @param seed of the dropout masks
   * @param step of the dropout masks
   * @param gradient overwritten; laid out as the parameters
   */
  void gradient(
      Dataset data,
      int[] order,
      int from,
      int to,
      int place,
      int rows,
      long seed,
      long step,
      float[] gradient);

  /** Sum of the loss over the last shard's samples, before any update. */
  double lossSum();

  /** Samples of the last shard whose class was right. */
  long correct();
}
