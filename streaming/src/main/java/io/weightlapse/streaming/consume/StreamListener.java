// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import java.nio.file.Path;

/**
 * Hears what a {@link StreamConsumer} does, on its threads: returns soon. What it throws is said as
 * a problem and stops nothing.
 */
public interface StreamListener {
  /** A run is taken up: it is new, its partitions came, or a newer survey of it has begun. */
  default void runStarted(RunManifest manifest) {}

  /**
   * A view of a run is taken up; comes after {@link #runStarted}.
   *
   * @param frames how many frames it has when the run trains to its end
   */
  default void viewReady(String run, String view, int frames) {}

  /** Training of a run is over; surfaces may still come. */
  default void runEnded(RunEnded ended) {}

  /** A number of a run, news to this consumer. */
  default void metric(Metric metric) {}

  /** A frame is on the disk. */
  default void frameDrawn(String run, String view, int index, Path file) {}

  /** An animation is on the disk. */
  default void animationWritten(String run, String view, Path file) {}

  /**
   * Every frame and animation that there will be of a run is on the disk; of one that stopped
   * before its end, those there are: where it goes on, it is taken up anew.
   */
  default void runComplete(String run) {}

  /** Nothing more comes of a view of a run; said as a problem, too. */
  default void viewFailed(String run, String view, String message) {}

  /**
   * Everything that will come of a run is on the disk, but views failed; said as a problem, too.
   */
  default void runFailed(String run, String message) {}

  /** One line about something that went wrong; the consumer goes on. */
  default void problem(String line) {}
}
