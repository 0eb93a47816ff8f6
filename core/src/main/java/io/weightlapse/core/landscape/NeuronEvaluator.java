// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.BlockForward;
import io.weightlapse.core.nn.BlockForward.Block;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.Checks;

/**
 * Recomputes only what the two weights change. With unit j of layer k sliced, every layer before k
 * is shared by all points, and so are the other units of layer k and what they give to layer k + 1;
 * a point moves one pre-activation (linear in both weights), adds one product to each unit of layer
 * k + 1, and runs the layers after that. Samples pass in blocks that stay in cache, unit after
 * unit, so that the inner loops vectorise. Its oracle is {@link ReferenceEvaluator}.
 */
public final class NeuronEvaluator implements SurfaceEvaluator {
  private static final int BLOCK = 512;

  private final NetworkSpec spec;
  private final Dataset data;
  private final BlockForward forward;

  /** An evaluator of one snapshot; the parameters are not copied. */
  public NeuronEvaluator(NetworkSpec spec, float[] parameters, Dataset data) {
    this.spec = spec;
    this.data = data;
    this.forward = new BlockForward(spec, parameters, Math.min(BLOCK, data.rows()));
  }

  @Override
  public SurfacePart evaluate(NeuronSlice slice, Axis alpha, Axis beta, int row0, int rows) {
    check(slice);
    double[] loss = new double[rows * beta.count()];
    long[] correct = new long[loss.length];
    for (int from = 0; from < data.rows(); from += BLOCK) {
      Block block = forward.block(data, from, Math.min(data.rows(), from + BLOCK));
      addBlock(block, slice, alpha, beta, row0, rows, loss, correct);
    }
    float[] meanLoss = new float[loss.length];
    float[] accuracy = new float[loss.length];
    for (int p = 0; p < loss.length; p++) {
      meanLoss[p] = (float) (loss[p] / data.rows());
      accuracy[p] = (float) ((double) correct[p] / data.rows());
    }
    return new SurfacePart(meanLoss, accuracy);
  }

  private void addBlock(
      Block block,
      NeuronSlice slice,
      Axis alpha,
      Axis beta,
      int row0,
      int rows,
      double[] loss,
      long[] correct) {
    int k = slice.layer();
    int j = slice.neuron();
    boolean last = k == spec.layers().size() - 1;
    block.upTo(k);
    if (!last) {
      block.withoutUnit(k, j);
    }
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < beta.count(); b++) {
        block.moveUnit(
            k, j, slice.input0(), (float) alpha.at(row0 + a), slice.input1(), (float) beta.at(b));
        if (!last) {
          block.addUnit(k, j);
          block.after(k + 1);
        }
        int p = a * beta.count() + b;
        loss[p] += block.lossSum();
        correct[p] += block.correct();
      }
    }
  }

  private void check(NeuronSlice slice) {
    int k = slice.layer();
    Checks.require(
        k >= 0 && k < spec.layers().size(),
        "layer must be in 0..%d: was %d",
        spec.layers().size() - 1,
        k);
    int units = spec.layers().get(k).units();
    Checks.require(
        slice.neuron() >= 0 && slice.neuron() < units,
        "neuron must be in 0..%d: was %d",
        units - 1,
        slice.neuron());
    int inputs = spec.layerInputs(k);
    boolean bias = spec.layout().hasBias(k);
    for (int input : new int[] {slice.input0(), slice.input1()}) {
      Checks.require(
          (input >= 0 && input < inputs) || (bias && input == NeuronSlice.BIAS),
          bias
              ? "input must be in 0..%d, or -1 for the bias: was %d"
              : "input must be in 0..%d: was %d",
          inputs - 1,
          input);
    }
  }
}
