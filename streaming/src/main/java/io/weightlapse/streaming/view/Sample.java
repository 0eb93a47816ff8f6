// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import java.util.SplittableRandom;

/** The rows of a data set that pictures draw: all of them, or the same few of many every time. */
final class Sample {
  /** More points than this only cover each other. */
  static final int MOST = 2_000;

  private Sample() {}

  /** The data set itself, or {@link #MOST} rows of it drawn evenly, in their order. */
  static Dataset of(Dataset all) {
    if (all.rows() <= MOST) {
      return all;
    }
    float[] features = new float[Math.multiplyExact(MOST, all.inputs())];
    float[] targets = new float[Math.multiplyExact(MOST, all.outputs())];
    SplittableRandom random = new SplittableRandom(all.rows());
    int taken = 0;
    for (int row = 0; taken < MOST; row++) {
      if (random.nextInt(all.rows() - row) < MOST - taken) {
        System.arraycopy(
            all.features(), row * all.inputs(), features, taken * all.inputs(), all.inputs());
        System.arraycopy(
            all.targets(), row * all.outputs(), targets, taken * all.outputs(), all.outputs());
        taken++;
      }
    }
    return new Dataset(MOST, all.inputs(), all.outputs(), features, targets, all.threshold());
  }
}
