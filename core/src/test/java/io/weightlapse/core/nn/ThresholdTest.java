// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A single output parts two classes where the data say: targets may be 0 and 1, or -1 and 1. */
class ThresholdTest {
  private static final float[] X = {0.2f, -0.2f, 0.7f, -0.7f, 0.4f, 0, Float.NaN};
  private static final float[] SIGNED = {1, -1, 1, -1, -1, -1, -1};
  private static final float[] ZERO_ONE = {1, 0, 1, 0, 0, 0, 0};

  @Test
  void everyKernelUsesTheThresholdOfTheData() {
    // NaN exceeds nothing
    assertThat(correct(new Dataset(7, 1, 1, X, SIGNED, 0))).containsOnly(6L);
    assertThat(correct(new Dataset(7, 1, 1, X, ZERO_ONE))).containsOnly(6L);
    assertThat(correct(new Dataset(6, 1, 1, Arrays.copyOf(X, 6), Arrays.copyOf(SIGNED, 6), 0)))
        .containsOnly(5L);
    assertThat(correct(new Dataset(6, 1, 1, Arrays.copyOf(X, 6), Arrays.copyOf(SIGNED, 6))))
        .containsOnly(5L);
    float[] near = {0.2f, 0.2f, 0.2f};
    assertThat(correct(new Dataset(3, 1, 1, near, new float[] {1, 1, -1}, 0))).containsOnly(2L);
    assertThat(correct(new Dataset(3, 1, 1, near, new float[] {1, 1, 0}))).containsOnly(1L);
  }

  /** Samples that are right with an output that is the input: of steps and of evaluations. */
  private static List<Long> correct(Dataset data) {
    NetworkSpec spec = KernelCases.network(Loss.MSE, Activation.IDENTITY, false, 1, 1);
    int rows = data.rows();
    int[] order = KernelCases.order(rows);
    OptimiserSpec optimiser = OptimiserSpec.sgd(0.1);
    float[] one = {1};
    List<Long> all = new ArrayList<>();
    List<Kernel> kernels = new ArrayList<>(List.of(new ReferenceKernel(spec, optimiser, one)));
    for (KernelCases.Maker maker : KernelCases.makers()) {
      kernels.add(maker.make(spec, optimiser, one, new KernelOptions(rows, 1, 0)));
    }
    for (Kernel kernel : kernels) {
      all.add(kernel.evaluate(data, 0, rows).correct());
      Tally tally = new Tally(1);
      kernel.step(data, order, 0, rows, tally);
      all.add(tally.correct());
      kernel.close();
    }
    BlockForward.Block block = new BlockForward(spec, one, rows).block(data, 0, rows);
    block.upTo(0);
    all.add((long) block.correct());
    return all;
  }
}
