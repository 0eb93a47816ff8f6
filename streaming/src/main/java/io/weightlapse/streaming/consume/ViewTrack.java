// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Frame;
import io.weightlapse.streaming.view.View;
import java.util.List;

/** One view of one run, and how much of it is on the disk. Belongs to the consumer's thread. */
final class ViewTrack {
  private final View view;
  private final FrameStore store;
  private int outstanding;
  private int yielded;
  private boolean encoding;
  private int encoded;
  private boolean broken;

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
    if (broken) {
      return List.of();
    }
    List<Frame> frames = view.accept(event);
    yielded += frames.size();
    outstanding += frames.size();
    return frames;
  }

  void durable() {
    outstanding--;
  }

  int yielded() {
    return yielded;
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
    return !broken && !encoding && encoded < yielded && outstanding == 0;
  }

  /** Whether every frame has been yielded. */
  boolean complete() {
    return view.complete();
  }

  void encoding() {
    encoding = true;
  }

  void encodingEnded(int frames) {
    encoding = false;
    encoded = frames;
  }

  /** Whether everything that will come is on the disk. */
  boolean done() {
    return idle() && (broken || (view.complete() && encoded == yielded));
  }
}
