// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.streaming.view.FrameListener;
import io.weightlapse.streaming.view.View;

/**
 * Shows how an animation comes along: by frames; where a view knows its frames only when it has
 * read all, by the snapshots read, then by frames.
 */
final class AnimationProgress implements FrameListener, AutoCloseable {
  private final Output out;
  private boolean reading;
  private Progress bar;
  private long snapshots;

  AnimationProgress(Output out, View view) {
    this.out = out;
    this.reading = view.frameCount() == 0;
    this.bar = reading ? null : out.progress(view.name(), "frames", view.frameCount());
  }

  /** The same events, and that they are read. */
  EventSource heard(EventSource source, String view, long steps) {
    if (!reading) {
      return source;
    }
    bar = out.progress(view + ": reading", "steps", steps);
    return handler ->
        source.deliver(
            event -> {
              read(event);
              handler.accept(event);
            });
  }

  private void read(Event event) {
    if (event instanceof Snapshot s && s.step() > snapshots) {
      snapshots = s.step();
      bar.at(snapshots);
    }
  }

  @Override
  public void frameStored(String view, int done, int of) {
    if (reading) {
      reading = false;
      bar.close();
      bar = out.progress(view, "frames", of);
    }
    bar.at(done);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
