// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.encode.Encoder;
import io.weightlapse.streaming.encode.FrameStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Plays events to a view, stores the frames that are not current, and encodes the animation. */
public final class Animator {
  private final View view;
  private final FrameStore store;
  private final Encoder encoder;
  private final FrameListener listener;
  private int frames;
  private int drawn;

  /** Makes one animation of a view that has seen no events. */
  public Animator(View view, FrameStore store, Encoder encoder, FrameListener listener) {
    this.view = view;
    this.store = store;
    this.encoder = encoder;
    this.listener = listener;
  }

  /**
   * Plays the source to its end. A run that is not over, or lacks surfaces, has fewer frames than
   * expected; none at all is an error.
   */
  public Animation render(EventSource source) throws IOException {
    source.deliver(event -> store(view.accept(event)));
    store(view.end());
    if (frames == 0) {
      throw new UserException(view.whyNoFrames(), 1, null);
    }
    Path file = store.animation(encoder.extension());
    encoder.encode(store.pictures(frames), file);
    return new Animation(file, frames, drawn, view.frameCount());
  }

  private void store(List<Frame> completed) throws IOException {
    for (Frame frame : completed) {
      if (!store.has(frame.index(), frame.fingerprint())) {
        store.write(frame.index(), frame.fingerprint(), frame.picture().get());
        drawn++;
      }
      frames = frame.index() + 1;
      listener.frameStored(view.name(), frames, view.frameCount());
    }
  }
}
