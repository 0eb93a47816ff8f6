// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A way to draw rows. It knows what each version of Grafana calls it. */
public interface Visual {
  /** Grafana's type of the panel. */
  String type(GrafanaVersion version);

  /** The panel's options. */
  ObjectNode options(GrafanaVersion version);

  /** The panel's own part of the field configuration. */
  default ObjectNode custom(GrafanaVersion version) {
    return Json.object();
  }

  /** The version of the options, where Grafana looks at it; else empty. */
  default String pluginVersion(GrafanaVersion version) {
    return "";
  }

  /** A legend below, with no calculations. */
  static ObjectNode legend() {
    return Json.object(
        "displayMode", "list", "placement", "bottom", "showLegend", true, "calcs", List.of());
  }

  /** What stands at the pointer: all lines there. */
  static ObjectNode tooltip() {
    return Json.object("mode", "multi", "sort", "desc");
  }
}
