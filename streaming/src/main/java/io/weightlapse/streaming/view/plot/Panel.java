// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/** Something that draws itself into a rectangle; it holds no state that drawing changes. */
@FunctionalInterface
public interface Panel {
  /** Draws into {@code area} and nowhere else. */
  void draw(Graphics2D g, Rectangle2D area);
}
