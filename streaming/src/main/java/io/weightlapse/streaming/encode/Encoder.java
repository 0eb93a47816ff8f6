// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.io.IOException;
import java.nio.file.Path;

/** Makes an animation of pictures. */
public interface Encoder {
  /** What its files' names end with, such as {@code gif}. */
  String extension();

  /** Writes the animation; the file is there whole or not at all. At least one picture. */
  void encode(Pictures pictures, Path target) throws IOException;
}
