// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import java.nio.file.Path;

/** Hears what a {@link StreamConsumer} does, on its threads: returns soon and throws nothing. */
public interface StreamListener {
  /** A run is seen for the first time since this consumer started. */
  default void runStarted(RunManifest manifest) {}

  /** Training of a run is over; surfaces may still come. */
  default void runEnded(RunEnded ended) {}

  /** A number of a run, news to this consumer. */
  default void metric(Metric metric) {}

  /** A frame is on the disk. */
  default void frameDrawn(String run, String view, int index, Path file) {}

  /** An animation is on the disk. */
  default void animationWritten(String run, String view, Path file) {}

  /** Every frame and animation of a run is on the disk. */
  default void runComplete(String run) {}

  /** One line about something that went wrong; the consumer goes on. */
  default void problem(String line) {}
}
