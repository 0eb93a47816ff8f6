// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Frame;
import io.weightlapse.streaming.view.Survey;
import io.weightlapse.streaming.view.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One view of one run, and how much of it is on the disk. Belongs to the consumer's thread. */
final class ViewTrack {
  private final View view;
  private final FrameStore store;
  private int outstanding;
  private int frames;
  private long yields;
  private long encodes;
  private long encoded;
  private boolean encoding;
  private boolean broken;
  private boolean closed;

  ViewTrack(View view, FrameStore store) {
    this.view = view;
    this.store = store;
  }

  String name() {
    return view.name();
  }

  FrameStore store() {
    return store;
  }

  List<Frame> accept(Event event) {
    return broken ? List.of() : counted(view.accept(event));
  }

  /** The run is over: the frames that waited for what never came. */
  List<Frame> close() {
    closed = true;
    return broken ? List.of() : counted(view.end());
  }

  /** The run goes on. */
  void reopen() {
    closed = false;
  }

  private List<Frame> counted(List<Frame> ready) {
    for (Frame frame : ready) { // a newer survey begins at 0 again
      frames = frame.index() + 1;
    }
    yields += ready.size();
    outstanding += ready.size();
    return ready;
  }

  void durable() {
    outstanding--;
  }

  /** Frames that the animation has now. */
  int frames() {
    return frames;
  }

  /** How long a frame stays. */
  Duration pace() {
    return view.pace();
  }

  int frameCount() {
    return view.frameCount();
  }

  /** The survey that the frames show. */
  Optional<Survey> survey() {
    return view.survey();
  }

  /** Its code failed: nothing more comes of it. */
  void fail() {
    broken = true;
  }

  boolean broken() {
    return broken;
  }

  /** Whether no frame waits to be stored. */
  boolean idle() {
    return outstanding == 0 && !encoding;
  }

  /** Whether the frames so far are stored and not in an animation yet. */
  boolean wantsEncoding() {
    return !broken && !encoding && encoded < yields && outstanding == 0;
  }

  /** Whether no more frames come, or none but of a run that goes on. */
  boolean complete() {
    return view.complete() || (closed && !view.awaitsSurfaces());
  }

  void encoding() {
    encoding = true;
    encodes = yields;
  }

  /** What was yielded when it began is in the animation. */
  void encodingEnded() {
    encoding = false;
    encoded = encodes;
  }

  /** Whether everything that will come is on the disk. */
  boolean done() {
    return idle() && (broken || (complete() && encoded == yields));
  }
}
