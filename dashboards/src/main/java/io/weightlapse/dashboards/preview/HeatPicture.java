// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Rectangle;
import java.util.List;

/** Cells: a column for each row of the frame, a cell for each of its other columns, bottom up. */
final class HeatPicture {
  private static final int BAR = 30;

  private HeatPicture() {}

  static void draw(Pen pen, Style style, JsonNode options, Frame frame) {
    String scheme = options.at("/color/scheme").asText();
    double hidden = options.at("/filterValues/le").asDouble();
    List<String> buckets = frame.names().subList(1, frame.names().size());
    List<Double> xs = frame.numbers(frame.names().get(0));
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (String b : buckets) {
      for (Double v : frame.numbers(b)) {
        low = v > hidden ? Math.min(low, v) : low;
        high = v > hidden ? Math.max(high, v) : high;
      }
    }
    low = options.at("/color/min").asDouble(low);
    Rectangle all = pen.area();
    Rectangle box = new Rectangle(all.x + 62, all.y + 6, all.width - 74, all.height - 24 - BAR);
    double cellWidth = box.width / (double) xs.size();
    double cellHeight = box.height / (double) buckets.size();
    for (int j = 0; j < buckets.size(); j++) {
      List<Double> values = frame.numbers(buckets.get(j));
      double y = box.y + box.height - (j + 1) * cellHeight;
      for (int i = 0; i < xs.size(); i++) {
        double v = values.get(i);
        if (v > hidden) {
          pen.fill(
              Colours.of(scheme, (v - low) / Math.max(high - low, 1e-300)),
              box.x + i * cellWidth,
              y,
              cellWidth,
              cellHeight);
        }
      }
    }
    labels(pen, box, buckets, xs);
    bar(pen, style, scheme, low, high);
  }

  private static void labels(Pen pen, Rectangle box, List<String> buckets, List<Double> xs) {
    int every = Math.max(1, (int) Math.ceil(buckets.size() / Math.max(2.0, box.height / 32.0)));
    for (int j = 0; j < buckets.size(); j += every) {
      double y = box.y + box.height - (j + 0.5) * box.height / buckets.size();
      String label = Units.number(Double.parseDouble(buckets.get(j)), "", -1);
      pen.text(label, Pen.SMALL, Colours.DIM, Pen.At.RIGHT, box.x - 5, y + 4, 56);
    }
    Scaling x =
        new Scaling(
            Scaling.Kind.LINEAR, xs.get(0), xs.size() > 1 ? xs.get(xs.size() - 1) : xs.get(0) + 1);
    for (double t : x.ticks(Math.max(2, box.width / 90))) {
      double at = box.x + (x.place(t) * (xs.size() - 1) + 0.5) * box.width / xs.size();
      pen.text(
          x.label(t, ""), Pen.SMALL, Colours.DIM, Pen.At.MIDDLE, at, box.y + box.height + 14, 90);
    }
  }

  private static void bar(Pen pen, Style style, String scheme, double low, double high) {
    if (low > high) {
      return;
    }
    int width = Math.min(200, pen.area().width / 2);
    int x = pen.area().x + 70;
    int y = pen.area().y + pen.area().height - 14;
    for (int i = 0; i < width; i++) {
      pen.fill(Colours.of(scheme, i / (double) width), x + i, y - 7, 1, 8);
    }
    String unit = style.unit("");
    pen.text(Units.number(low, unit, -1), Pen.SMALL, Colours.DIM, Pen.At.RIGHT, x - 5, y + 1, 64);
    pen.text(
        Units.number(high, unit, -1),
        Pen.SMALL,
        Colours.DIM,
        Pen.At.LEFT,
        x + width + 5,
        y + 1,
        90);
  }
}
