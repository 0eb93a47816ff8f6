// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.geom.Path2D;

/** Points of two columns, coloured by a third, perhaps with the line through them. */
final class PathPicture {
  private PathPicture() {}

  static void draw(Pen pen, JsonNode panel, Frame frame) {
    JsonNode series = panel.at("/options/series/0");
    double[] x = column(frame, series.at("/x/matcher/options").asText());
    double[] y = column(frame, series.at("/y/matcher/options").asText());
    double[] c = column(frame, series.at("/color/matcher/options").asText());
    Scaling colours = Scaling.around(Scaling.Kind.LINEAR, c);
    Plot plot =
        Plot.draw(
            pen,
            Scaling.around(Scaling.Kind.LINEAR, x).withMargin(),
            Scaling.around(Scaling.Kind.LINEAR, y).withMargin(),
            "");
    if (panel.at("/fieldConfig/defaults/custom/show").asText().contains("lines")) {
      Path2D path = new Path2D.Double();
      for (int i = 0; i < x.length; i++) {
        if (i == 0) {
          path.moveTo(plot.x(x[i]), plot.y(y[i]));
        } else {
          path.lineTo(plot.x(x[i]), plot.y(y[i]));
        }
      }
      pen.outline(Colours.DIM, path, plot.box());
    }
    String scheme = panel.at("/fieldConfig/defaults/color/mode").asText();
    for (int i = 0; i < x.length; i++) {
      if (Double.isFinite(x[i]) && Double.isFinite(y[i])) {
        pen.dot(Colours.of(scheme, colours.place(c[i])), plot.x(x[i]), plot.y(y[i]), 3.5);
      }
    }
  }

  private static double[] column(Frame frame, String name) {
    return frame.numbers(name).stream().mapToDouble(v -> v == null ? Double.NaN : v).toArray();
  }
}
