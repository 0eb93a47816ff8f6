// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.event.RunState;
import java.io.Serializable;
import java.util.List;

/**
 * How a training ended.
 *
 * @param run its id
 * @param state DONE, STOPPED or FAILED
 * @param steps updates made
 * @param epochs epochs finished
 * @param lines the table of the epochs of this process; a resumed run's earlier ones are not in it
 * @param seconds time in the training loop, publishing included
 * @param message why it failed; else empty
 */
public record TrainingResult(
    String run,
    RunState state,
    long steps,
    int epochs,
    List<EpochLine> lines,
    double seconds,
    String message)
    implements Serializable {
  /** Mean training loss of the last epoch; NaN if none was finished. */
  public double loss() {
    return lines.isEmpty() ? Double.NaN : lines.get(lines.size() - 1).loss();
  }

  /** Training accuracy of the last epoch; NaN if none was finished. */
  public double accuracy() {
    return lines.isEmpty() ? Double.NaN : lines.get(lines.size() - 1).accuracy();
  }
}
