// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.jobs.kafka.KafkaSettings;

/**
 * Which line, plane or function a {@link SliceJob} is to compute.
 *
 * @param run the run whose snapshots are surveyed
 * @param kind what kind of slice
 * @param name its name; null for one made of the directions and data
 * @param directions as in the option {@code --directions}
 * @param use whether surfaces of several steps share directions
 * @param steps which snapshots
 * @param fromStep where a line between two snapshots begins; -1 without
 * @param rows points along the first direction
 * @param cols points along the second direction
 * @param alpha ends along the first direction; null for what suits the directions
 * @param beta ends along the second direction; null for those of the first
 * @param scale what the ends are multiplied by
 * @param choice what the loss is over, as in {@code --data}
 * @param samples at most so many; 0 for all
 * @param seed of directions, samples and points
 * @param precision {@code float} or {@code double}
 * @param function expression of a function; empty without
 * @param cut of a function; empty without
 * @param mode whether a stored survey must be there
 * @param consent whether long work was agreed to
 * @param home where the history lies
 * @param kafka where events go, besides; null for nowhere
 * @param data where executors find data sets
 * @param partitions Spark's tasks; 0 for what suits the machine
 */
record SliceRequest(
    String run,
    SliceKind kind,
    String name,
    String directions,
    DirectionUse use,
    StepChoice steps,
    long fromStep,
    int rows,
    int cols,
    Axis alpha,
    Axis beta,
    double scale,
    String choice,
    int samples,
    long seed,
    String precision,
    String function,
    String cut,
    Mode mode,
    Consent consent,
    String home,
    KafkaSettings kafka,
    DataFolder data,
    int partitions) {
  /** What to do with a stored survey of the same slice. */
  enum Mode {
    /** Go on where it is the same, else replace it. */
    AUTO,
    /** Go on; refuse where it is another. */
    RESUME
  }

  /** Whether work that takes long may begin. */
  enum Consent {
    /** Say the cost and stop. */
    ASK,
    /** Begin. */
    GIVEN
  }
}
