// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Marks over time, from rows with {@code time}, {@code timeend}, {@code text} and {@code tags}.
 *
 * @param name as people read it
 * @param colour of the marks
 * @param sql the query
 */
public record Annotation(String name, String colour, String sql) {
  /** As a dashboard has it. */
  public ObjectNode toJson(GrafanaVersion version) {
    return Json.object(
        "name",
        name,
        "datasource",
        Source.POSTGRES.reference(version),
        "enable",
        true,
        "iconColor",
        colour,
        "target",
        Json.object(
            "refId",
            "Anno",
            "format",
            "table",
            "rawQuery",
            true,
            "editorMode",
            "code",
            "rawSql",
            sql));
  }

  /** Annotations that were posted, and alerts: every dashboard has them. */
  static ObjectNode builtIn() {
    return Json.object(
        "name",
        "Annotations & Alerts",
        "builtIn",
        1,
        "datasource",
        Json.object("type", "grafana", "uid", "-- Grafana --"),
        "enable",
        true,
        "hide",
        true,
        "iconColor",
        "rgba(0, 211, 255, 1)",
        "type",
        "dashboard");
  }
}
