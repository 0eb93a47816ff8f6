// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;

/**
 * The kernel for narrow layers and long minibatches: each thread takes shards of samples through
 * the whole network and back. The shards' gradients are added in their order, so that the sum is
 * the same whoever computed them. Its oracle is {@link ReferenceKernel}.
 */
public final class NarrowKernel extends ThreadedKernel {
  private static final int SHARD = 4 * Ops.GRAIN;
  private static final int WAVE = 64; // shards whose gradients are kept at a time

  private final ShardPass[] passes; // by worker
  private final float[][] shardGradient = new float[WAVE][];
  private final double[] shardLoss = new double[WAVE];
  private final long[] shardCorrect = new long[WAVE];
  private final float[] gradient;
  private double loss;
  private long correct;

  /** A kernel over a copy of the parameters. */
  public NarrowKernel(
      NetworkSpec spec, OptimiserSpec optimiser, float[] parameters, KernelOptions options) {
    this(spec, optimiser, parameters, options, OpsChoice.best());
  }

  NarrowKernel(
      NetworkSpec spec,
      OptimiserSpec optimiser,
      float[] parameters,
      KernelOptions options,
      Ops ops) {
    super(spec, optimiser, parameters, options, ops);
    this.passes = new ShardPass[crew.size()];
    this.gradient = new float[parameters.length];
  }

  @Override
  public void step(Dataset data, int[] order, int from, int to, Tally tally) {
    sum(data, order, from, to, gradient);
    if (!Double.isFinite(loss)) {
      tally.step(loss, (int) correct, to - from);
      return;
    }
    FloatOptimiser.Rule rule = updater.next();
    for (ParameterBlock b : blocks()) {
      double[] sums = new double[2];
      ops.update(
          updater,
          rule,
          parameters,
          b.offset(),
          b.size(),
          gradient,
          b.offset(),
          penalty(b),
          sums,
          0);
      tally.add(b, sums[0], sums[1]);
    }
    tally.step(loss, (int) correct, to - from);
  }

  @Override
  public double gradient(Dataset data, int[] order, int from, int to, float[] result) {
    sum(data, order, from, to, result);
    for (ParameterBlock b : blocks()) {
      penalty(b).addTo(result, b.offset(), parameters, b.offset(), b.size());
    }
    return loss / (to - from);
  }

  /** The mean gradient without penalties; loss and right classes into the fields. */
  private void sum(Dataset data, int[] order, int from, int to, float[] result) {
    loss = 0;
    correct = 0;
    java.util.Arrays.fill(result, 0);
    for (int at = from; at < to; at += WAVE * SHARD) {
      wave(data, order, from, at, to, result);
    }
  }

  private void wave(Dataset data, int[] order, int from, int at, int to, float[] result) {
    int shards = Math.min(WAVE, (to - at + SHARD - 1) / SHARD);
    crew.run(
        shards,
        (shard, worker) -> {
          if (passes[worker] == null) {
            passes[worker] = ShardPass.of(spec, parameters, ops, SHARD);
          }
          if (shardGradient[shard] == null) {
            shardGradient[shard] = new float[parameters.length];
          }
          ShardPass pass = passes[worker];
          int begin = at + shard * SHARD;
          pass.gradient(
              data,
              order,
              begin,
              Math.min(to, begin + SHARD),
              begin - from,
              to - from,
              seed,
              updater.updates(),
              shardGradient[shard]);
          shardLoss[shard] = pass.lossSum();
          shardCorrect[shard] = pass.correct();
        });
    for (int shard = 0; shard < shards; shard++) {
      float[] part = shardGradient[shard];
      for (int i = 0; i < result.length; i++) {
        result[i] += part[i];
      }
      loss += shardLoss[shard];
      correct += shardCorrect[shard];
    }
  }
}
