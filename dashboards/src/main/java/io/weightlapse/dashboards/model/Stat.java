// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Single numbers, large.
 *
 * @param rows whether each row is a number, or the last one alone
 */
public record Stat(Rows rows) implements Visual {
  /** Which rows are shown. */
  public enum Rows {
    /** The last one of each line. */
    LAST,
    /** All. */
    EACH,
  }

  @Override
  public String type(GrafanaVersion version) {
    return "stat";
  }

  @Override
  public ObjectNode options(GrafanaVersion version) {
    return Json.object(
        "graphMode",
        "none",
        "colorMode",
        "value",
        "justifyMode",
        "auto",
        "textMode",
        "auto",
        "wideLayout",
        true,
        "showPercentChange",
        false,
        "percentChangeColorMode",
        "standard",
        "orientation",
        "auto",
        "reduceOptions",
        Json.object("calcs", List.of("lastNotNull"), "fields", "", "values", rows == Rows.EACH));
  }
}
