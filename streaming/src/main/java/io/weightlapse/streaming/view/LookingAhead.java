// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;

/** A view that may see all of a run once before it is told its events, to find ranges. */
interface LookingAhead {
  /** Whether it wants to. */
  boolean looks();

  /** Takes an event of the first reading. */
  void look(Event event);
}
