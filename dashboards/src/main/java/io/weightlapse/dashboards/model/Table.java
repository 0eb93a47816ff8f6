// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Rows as they are. */
public record Table() implements Visual {
  @Override
  public String type(GrafanaVersion version) {
    return "table";
  }

  @Override
  public ObjectNode options(GrafanaVersion version) {
    return Json.object("frameIndex", 0, "showHeader", true, "cellHeight", "sm");
  }

  @Override
  public ObjectNode custom(GrafanaVersion version) {
    return Json.object(
        "align", "auto", "cellOptions", Json.object("type", "auto"), "inspect", false);
  }
}
