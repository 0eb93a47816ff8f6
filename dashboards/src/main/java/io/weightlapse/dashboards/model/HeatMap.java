// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;

/**
 * Cells of a wide table: the first column is the axis to the right, with even distances; every
 * other column is a row of cells, from the bottom up.
 *
 * @param value what a cell holds
 * @param axis what the rows are
 * @param colours Grafana's scheme: Turbo, Viridis
 * @param hideUpTo cells up to that value are not drawn
 * @param from the value of the scheme's first colour; empty for the lowest
 */
public record HeatMap(
    String value, String axis, String colours, double hideUpTo, OptionalDouble from)
    implements Visual {
  @Override
  public String type(GrafanaVersion version) {
    return "heatmap";
  }

  @Override
  public ObjectNode options(GrafanaVersion version) {
    ObjectNode node = node();
    from.ifPresent(v -> ((ObjectNode) node.get("color")).put("min", v));
    return node;
  }

  private ObjectNode node() {
    return Json.object(
        "calculate",
        false,
        "rowsFrame",
        Json.object("layout", "auto", "value", value),
        "color",
        Json.object(
            "mode",
            "scheme",
            "scheme",
            colours,
            "fill",
            "dark-orange",
            "scale",
            "linear",
            "exponent",
            0.5,
            "steps",
            64,
            "reverse",
            false),
        "filterValues",
        Json.object("le", hideUpTo),
        "cellGap",
        0,
        "showValue",
        "never",
        "yAxis",
        Json.object("axisPlacement", "left", "axisLabel", axis, "reverse", false),
        "legend",
        Json.object("show", true),
        "tooltip",
        Json.object("mode", "single", "yHistogram", false),
        "exemplars",
        Json.object("color", "rgba(255,0,255,0.7)"));
  }

  @Override
  public ObjectNode custom(GrafanaVersion version) {
    return Json.object(
        "scaleDistribution",
        Scale.LINEAR.toJson(),
        "hideFrom",
        Json.object("legend", false, "tooltip", false, "viz", false));
  }
}
