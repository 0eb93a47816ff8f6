// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.awt.Color;
import java.util.List;

/** Rows as they are; what does not fit is counted. */
final class TablePicture {
  private static final int ROW = 24;

  private TablePicture() {}

  static void draw(Pen pen, Style style, Frame frame) {
    List<String> names = frame.names();
    int[] widths = widths(pen, style, frame);
    int fit = Math.max(1, pen.area().height / ROW - 1);
    int shown = frame.rows() <= fit ? frame.rows() : fit - 1;
    int x = pen.area().x;
    for (int c = 0; c < names.size(); c++) {
      String name = names.get(c);
      boolean number = frame.isNumber(name);
      Pen.At at = number ? Pen.At.RIGHT : Pen.At.LEFT;
      int place = number ? x + widths[c] - 8 : x + 7;
      pen.text(name, Pen.SMALL, Colours.LINK, at, place, pen.area().y + 16, widths[c] - 10);
      for (int r = 0; r < shown; r++) {
        cell(
            pen,
            style,
            name,
            frame.values(name).get(r),
            number,
            x,
            pen.area().y + (r + 1) * ROW,
            widths[c]);
      }
      x += widths[c];
    }
    for (int r = 0; r <= shown; r++) {
      int y = pen.area().y + (r + 1) * ROW;
      pen.line(Colours.EDGE, pen.area().x, y, pen.area().x + pen.area().width, y);
    }
    if (shown < frame.rows()) {
      String more = "and " + (frame.rows() - shown) + " more rows";
      int y = pen.area().y + (shown + 1) * ROW + 16;
      pen.text(more, Pen.SMALL, Colours.DIM, Pen.At.LEFT, pen.area().x + 7, y, pen.area().width);
    }
  }

  private static void cell(
      Pen pen, Style style, String name, Object value, boolean number, int x, int y, int width) {
    String kind = style.of(name, "custom.cellOptions").path("type").asText();
    String text = style.write(name, value);
    Color colour = style.of(name, "links").isArray() ? Colours.LINK : Colours.TEXT;
    if (kind.equals("color-background") && value instanceof Double d) {
      pen.fill(Colours.faint(style.threshold(name, d), 150), x + 1, y + 1, width - 2, ROW - 1);
      colour = Color.WHITE;
    } else if (kind.equals("color-text") && style.mapped(name, text) != null) {
      colour = style.mapped(name, text);
    }
    Pen.At at = number ? Pen.At.RIGHT : Pen.At.LEFT;
    pen.text(text, Pen.SMALL, colour, at, number ? x + width - 8 : x + 7, y + 16, width - 10);
  }

  /** As wide as what is in them, and then all by the same factor. */
  private static int[] widths(Pen pen, Style style, Frame frame) {
    int[] widths = new int[frame.names().size()];
    int sum = 0;
    for (int c = 0; c < widths.length; c++) {
      String name = frame.names().get(c);
      widths[c] = pen.width(name, Pen.SMALL) + 18;
      for (Object value : frame.values(name).subList(0, Math.min(frame.rows(), 50))) {
        widths[c] =
            Math.max(widths[c], Math.min(300, pen.width(style.write(name, value), Pen.SMALL) + 18));
      }
      sum += widths[c];
    }
    for (int c = 0; c < widths.length; c++) {
      widths[c] = (int) (widths[c] * (double) pen.area().width / sum);
    }
    return widths;
  }
}
