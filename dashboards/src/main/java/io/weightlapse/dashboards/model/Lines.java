// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Lines over time, or over a number such as the step: {@code timeseries} or {@code trend}, which
 * Grafana 9 does not have; there it is {@code xychart}.
 *
 * @param x the column of the number, strictly ascending; empty for time
 * @param scale of the values
 * @param band how thresholds are drawn
 */
public record Lines(String x, Scale scale, Band band) implements Visual {
  /** How thresholds are drawn. */
  public enum Band {
    /** Not at all. */
    NONE("off"),
    /** As dashed lines with the areas between them. */
    AREA("dashed+area");

    private final String mode;

    Band(String mode) {
      this.mode = mode;
    }
  }

  /** Over time. */
  public static Lines time(Scale scale) {
    return new Lines("", scale, Band.NONE);
  }

  /** Over a column. */
  public static Lines over(String x, Scale scale) {
    return new Lines(x, scale, Band.NONE);
  }

  /** With areas between the thresholds. */
  public Lines withBand() {
    return new Lines(x, scale, Band.AREA);
  }

  private boolean overTime() {
    return x.isEmpty();
  }

  @Override
  public String type(GrafanaVersion version) {
    if (overTime()) {
      return "timeseries";
    }
    return version.hasTrend() ? "trend" : "xychart";
  }

  @Override
  public ObjectNode options(GrafanaVersion version) {
    ObjectNode node = Json.object("legend", Visual.legend(), "tooltip", Visual.tooltip());
    if (overTime()) {
      return node;
    }
    if (version.hasTrend()) {
      return node.put("xField", x);
    }
    node.put("seriesMapping", "auto");
    node.set("dims", Json.object("frame", 0, "x", x));
    node.set("series", Json.array(List.of()));
    return node;
  }

  @Override
  public ObjectNode custom(GrafanaVersion version) {
    if (!overTime() && !version.hasTrend()) {
      return Json.object("show", "lines", "lineWidth", 1, "scaleDistribution", scale.toJson());
    }
    ObjectNode node =
        Json.object(
            "drawStyle",
            "line",
            "lineWidth",
            1,
            "showPoints",
            "auto",
            "pointSize",
            4,
            "spanNulls",
            true,
            "scaleDistribution",
            scale.toJson());
    if (band != Band.NONE) {
      node.set("thresholdsStyle", Json.object("mode", band.mode));
    }
    return node;
  }
}
