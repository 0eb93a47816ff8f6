// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.io.IOException;

/** Where events come from: Kafka (follows until closed) or the history (replays, then returns). */
public interface EventSource {
  /**
   * Delivers events to the handler, on the calling thread, until the source ends. Of one run and
   * one kind they come in order of step; {@link RunStarted} comes first. The same identity may come
   * twice.
   */
  void deliver(EventHandler handler) throws IOException;
}
