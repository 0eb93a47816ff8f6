// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import java.awt.image.BufferedImage;
import java.io.IOException;

/** The pictures of an animation, in order; each may be asked for more than once. */
public interface Pictures {
  /** How many there are. */
  int count();

  /** One of them, all of one size. */
  BufferedImage picture(int index) throws IOException;
}
