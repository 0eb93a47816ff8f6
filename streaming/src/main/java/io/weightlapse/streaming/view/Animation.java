// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import java.nio.file.Path;
import java.util.List;

/**
 * Animations that were made of the frames of one view.
 *
 * @param file the first of them; the folder of the frames where nothing was encoded
 * @param files where they are
 * @param frames how many pictures they have
 * @param drawn how many of them were not stored before
 * @param expected how many a run has that trains to its end
 */
public record Animation(Path file, List<Path> files, int frames, int drawn, int expected) {
  /** Copies the list. */
  public Animation {
    files = List.copyOf(files);
  }
}
