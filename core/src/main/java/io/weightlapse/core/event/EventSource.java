// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.io.IOException;

/** Where events come from: Kafka (follows until closed) or the history (replays, then returns). */
public interface EventSource {
  /**
   * Delivers events to the handler, on the calling thread, until the source ends. The same identity
   * may come twice. A replay of the history begins with {@link RunStarted}, and the events of one
   * kind come in order of step. Kafka keeps the order of events with one key only: a run's metrics
   * may come before its start, and layers may be apart.
   */
  void deliver(EventHandler handler) throws IOException;
}
