// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import java.util.List;

/** Stands for a view that a run does not get: it has no frames. */
record NoFrames(String name) implements View {
  @Override
  public List<Frame> accept(Event event) {
    return List.of();
  }

  @Override
  public int frameCount() {
    return 0;
  }

  @Override
  public boolean complete() {
    return true;
  }
}
