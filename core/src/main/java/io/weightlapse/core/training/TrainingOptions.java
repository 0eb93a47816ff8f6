// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;

/**
 * How a training runs; none of it changes its numbers.
 *
 * @param threads of the kernel
 * @param allowNan whether a loss that is not finite is no reason to stop
 * @param checkpointSeconds least time between two checkpoints of a training that nobody stops
 */
public record TrainingOptions(int threads, boolean allowNan, double checkpointSeconds)
    implements Serializable {
  /** Checks the bounds. */
  public TrainingOptions {
    Checks.atLeast("threads", threads, 1);
    Checks.positive("checkpointSeconds", checkpointSeconds);
  }

  /** All processors, stopping at NaN, a checkpoint every 30 s. */
  public static TrainingOptions standard() {
    return new TrainingOptions(Runtime.getRuntime().availableProcessors(), false, 30);
  }
}
