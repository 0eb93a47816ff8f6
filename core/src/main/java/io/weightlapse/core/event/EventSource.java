// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.io.IOException;

/** Where the events of a run come from, such as the history. */
public interface EventSource {
  /**
   * Delivers events to the handler, on the calling thread, until the source ends: {@link
   * RunStarted} first, and those of one kind in order of step. The same identity may come twice.
   */
  void deliver(EventHandler handler) throws IOException;
}
