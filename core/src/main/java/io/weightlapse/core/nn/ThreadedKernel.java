// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.util.Checks;
import java.util.Arrays;
import java.util.List;

/** What the kernels with threads have in common: state, evaluation, the tally of each tensor. */
abstract class ThreadedKernel implements Kernel {
  /** Samples that one thread evaluates at a time: four vectors of 16. */
  private static final int EVALUATED = Ops.GRAIN;

  final NetworkSpec spec;
  final ParameterLayout layout;
  final OptimiserSpec optimiser;
  final FloatOptimiser updater;
  final float[] parameters;
  final Ops ops;
  final Ops.Penalty penalty;
  final Crew crew;
  final long seed;
  private final SampleMajor[] evaluators; // by worker

  ThreadedKernel(
      NetworkSpec spec,
      OptimiserSpec optimiser,
      float[] parameters,
      KernelOptions options,
      Ops ops) {
    this.spec = spec;
    this.layout = spec.layout();
    Checks.require(
        parameters.length == layout.size(),
        "parameters must have %d elements: was %d",
        layout.size(),
        parameters.length);
    this.optimiser = optimiser;
    this.parameters = parameters.clone();
    this.updater = new FloatOptimiser(optimiser, parameters.length);
    this.ops = ops;
    this.penalty = Ops.Penalty.of(optimiser);
    this.seed = options.seed();
    this.crew = new Crew(options.threads());
    this.evaluators = new SampleMajor[crew.size()];
  }

  @Override
  public final NetworkSpec spec() {
    return spec;
  }

  @Override
  public final float[] parameters() {
    return parameters;
  }

  @Override
  public final KernelState state() {
    return updater.state(parameters);
  }

  @Override
  public final void restore(KernelState state) {
    updater.restore(state, parameters);
  }

  @Override
  public final void close() {
    crew.close();
  }

  @Override
  public final Evaluation evaluate(Dataset data, int from, int to) {
    int shards = (to - from + EVALUATED - 1) / EVALUATED;
    double[] loss = new double[shards];
    long[] correct = new long[shards];
    crew.run(
        shards,
        (shard, worker) -> {
          if (evaluators[worker] == null) {
            evaluators[worker] = new SampleMajor(spec, parameters, ops, EVALUATED);
          }
          SampleMajor pass = evaluators[worker];
          int begin = from + shard * EVALUATED;
          pass.evaluate(data, begin, Math.min(to, begin + EVALUATED));
          loss[shard] = pass.lossSum();
          correct[shard] = pass.correct();
        });
    return new Evaluation(Arrays.stream(loss).sum(), Arrays.stream(correct).sum(), to - from);
  }

  final Ops.Penalty penalty(ParameterBlock block) {
    return block.param() == Param.W ? penalty : Ops.Penalty.NONE;
  }

  /** Tensors, in the order of the parameters. */
  final List<ParameterBlock> blocks() {
    return layout.blocks();
  }
}
