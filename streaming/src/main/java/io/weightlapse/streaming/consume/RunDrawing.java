// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the views of runs, feeds them, and hands what they give to the writer. A view that fails is
 * said and left alone; the others, and other runs, go on.
 */
final class RunDrawing {
  private final List<String> names;
  private final Path animations;
  private final ViewFactory factory;
  private final StreamListener listener;
  private final Counters counters;
  private final FrameWriter writer;

  RunDrawing(
      StreamSettings settings,
      ViewFactory factory,
      StreamListener listener,
      Counters counters,
      FrameWriter writer) {
    this.names = settings.views();
    this.animations = settings.animations();
    this.factory = factory;
    this.listener = listener;
    this.counters = counters;
    this.writer = writer;
  }

  /** The views of a run; without those that cannot be made of it. */
  List<ViewTrack> open(String run, RunManifest manifest) {
    List<ViewTrack> views = new ArrayList<>();
    for (String name : names) {
      try {
        FrameStore store = new FrameStore(animations.resolve(run), name);
        views.add(new ViewTrack(factory.create(name, manifest), store));
      } catch (RuntimeException e) { // a manifest that makes sense, but not for this view
        counters.failures.increment();
        String message = "no view " + name + ": " + e.getMessage();
        listener.problem("run " + run + ": " + message);
        listener.viewFailed(run, name, message);
      }
    }
    return views;
  }

  /** Tells every view an event. */
  void feed(RunTrack track, Event event) {
    for (ViewTrack view : track.views()) {
      draw(track, view, () -> view.accept(event));
    }
  }

  /** The run is over, and all of it was told: takes the frames that waited for what never came. */
  void close(RunTrack track) {
    for (ViewTrack view : track.views()) {
      draw(track, view, view::close);
    }
  }

  private void draw(RunTrack track, ViewTrack view, Supplier<List<Frame>> work) {
    List<Frame> frames;
    try {
      frames = work.get();
    } catch (RuntimeException e) {
      fail(track, view, e);
      return;
    }
    for (Frame frame : frames) {
      writer.frame(track.run(), view.store(), view.name(), frame);
    }
  }

  private void fail(RunTrack track, ViewTrack view, Throwable e) {
    if (!view.broken()) {
      counters.failures.increment();
      view.fail();
      listener.problem("run " + track.run() + ": view " + view.name() + " failed: " + e);
      listener.viewFailed(track.run(), view.name(), e.toString());
    }
  }

  /** Takes note of what became of a frame or an animation. */
  void written(RunTrack track, ViewTrack view, FrameWriter.Done done) {
    if (done.index() < 0) {
      view.encodingEnded();
    } else {
      view.durable();
    }
    if (done.error() != null) {
      fail(track, view, done.error());
    } else if (done.index() < 0) {
      listener.animationWritten(track.run(), view.name(), done.file());
    } else if (done.drawn()) {
      listener.frameDrawn(track.run(), view.name(), done.index(), done.file());
    }
  }

  /** Has animations made of the views of which no more frames come. */
  void encodeComplete(RunTrack track) {
    track.views().stream().filter(ViewTrack::complete).forEach(view -> encode(track, view));
  }

  /** Has animations made of the frames that there are. */
  void encodeAll(RunTrack track) {
    track.views().forEach(view -> encode(track, view));
  }

  private void encode(RunTrack track, ViewTrack view) {
    if (view.wantsEncoding()) {
      view.encoding();
      writer.animation(track.run(), view.store(), view.name(), view.frames(), view.pace());
    }
  }

  /** What is still being drawn of a run is not stored any more. */
  void forget(RunTrack track) {
    writer.forget(track.run());
  }

  /** Whether more may be asked of the writer. */
  boolean hasRoom() {
    return writer.outstanding() < 64;
  }

  /** What the writer has done since the last call. */
  List<FrameWriter.Done> drain() {
    return writer.drain();
  }
}
