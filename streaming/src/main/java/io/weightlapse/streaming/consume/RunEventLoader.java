// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.EventSource;
import java.io.IOException;
import java.util.Optional;

/**
 * Gives everything that is stored of a run: what a consumer needs when surfaces of a run arrive
 * whose training it has forgotten. The history implements it.
 */
@FunctionalInterface
public interface RunEventLoader {
  /**
   * For consumers without a history. They keep whatever is not drawn in Kafka: their group's
   * offsets stay where the oldest unfinished run begins.
   */
  RunEventLoader NONE = run -> Optional.empty();

  /** The events of a run, its start first; empty if the run is unknown. */
  Optional<EventSource> load(String run) throws IOException;
}
