// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

/** Hears how an animation comes along. */
@FunctionalInterface
public interface FrameListener {
  /** Hears nothing. */
  FrameListener NONE = (view, done, of) -> {};

  /**
   * A frame is stored, drawn now or found.
   *
   * @param view its view
   * @param done frames stored so far
   * @param of frames of the whole run
   */
  void frameStored(String view, int done, int of);
}
