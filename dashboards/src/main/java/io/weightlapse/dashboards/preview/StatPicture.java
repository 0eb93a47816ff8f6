// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.awt.Color;
import java.util.Map;

/** Single numbers, large, beside each other. */
final class StatPicture {
  private StatPicture() {}

  static void draw(Pen pen, Style style, Map<String, Double> numbers) {
    int width = pen.area().width / Math.max(1, numbers.size());
    int x = pen.area().x;
    int size = Math.max(18, Math.min(40, pen.area().height / 2));
    for (Map.Entry<String, Double> e : numbers.entrySet()) {
      String text = style.write("", e.getValue());
      String shown = text.isEmpty() ? style.of("", "noValue").asText("no data") : text;
      Color colour = e.getValue() == null ? Colours.DIM : Colours.named("green");
      int middle = x + width / 2;
      int y = pen.area().y + pen.area().height / 2;
      pen.text(
          e.getKey(), Pen.SMALL, Colours.TEXT, Pen.At.MIDDLE, middle, y - size / 2.0, width - 8);
      pen.text(shown, size, colour, Pen.At.MIDDLE, middle, y + size * 0.6, width - 8);
      x += width;
    }
  }
}
