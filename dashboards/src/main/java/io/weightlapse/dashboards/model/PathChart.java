// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Points of two columns, coloured by a third: {@code xychart}, whose options changed with 11.1.
 *
 * @param x the column to the right
 * @param y the column upwards
 * @param colour the column of the colours
 * @param show points, or points and the line through them in the order of the rows
 */
public record PathChart(String x, String y, String colour, Show show) implements Visual {
  /** What is drawn. */
  public enum Show {
    /** Points alone. */
    POINTS("points"),
    /** Points and lines. */
    PATH("points+lines");

    private final String label;

    Show(String label) {
      this.label = label;
    }
  }

  @Override
  public String type(GrafanaVersion version) {
    return "xychart";
  }

  @Override
  public String pluginVersion(GrafanaVersion version) {
    return version.hasMatchedXy() ? "11.1.0" : "";
  }

  @Override
  public ObjectNode options(GrafanaVersion version) {
    if (!version.hasMatchedXy()) {
      return Json.object(
          "seriesMapping",
          "manual",
          "dims",
          Json.object("frame", 0),
          "series",
          List.of(
              Json.object(
                  "name",
                  y,
                  "x",
                  x,
                  "y",
                  y,
                  "pointColor",
                  Json.object("field", colour, "fixed", "blue"))),
          "legend",
          Visual.legend(),
          "tooltip",
          Visual.tooltip());
    }
    return Json.object(
        "mapping",
        "manual",
        "series",
        List.of(
            Json.object(
                "frame",
                Json.object("matcher", Json.object("id", "byIndex", "options", 0)),
                "x",
                matcher(x),
                "y",
                matcher(y),
                "color",
                matcher(colour))),
        "legend",
        Visual.legend(),
        "tooltip",
        Visual.tooltip());
  }

  private static ObjectNode matcher(String column) {
    return Json.object("matcher", Json.object("id", "byName", "options", column));
  }

  @Override
  public ObjectNode custom(GrafanaVersion version) {
    ObjectNode node = Json.object("show", show.label, "pointSize", Json.object("fixed", 6));
    if (show == Show.PATH) {
      node.put("lineWidth", 1);
    }
    return node;
  }
}
