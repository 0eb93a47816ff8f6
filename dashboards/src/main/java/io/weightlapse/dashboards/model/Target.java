// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One query of a panel.
 *
 * @param source whom to ask
 * @param form how the rows are to be read
 * @param query SQL or PromQL
 * @param legend what a line of Prometheus is called, such as {@code {{job}}}; empty for SQL
 */
public record Target(Source source, Form form, String query, String legend) {
  /** How rows are read. */
  public enum Form {
    /** As they are. */
    TABLE,
    /** By their column {@code time}, which ascends. */
    TIME_SERIES,
    /** One value now, of Prometheus. */
    INSTANT,
  }

  /** A table of PostgreSQL. */
  public static Target table(String sql) {
    return new Target(Source.POSTGRES, Form.TABLE, sql, "");
  }

  /** A time series of PostgreSQL. */
  public static Target series(String sql) {
    return new Target(Source.POSTGRES, Form.TIME_SERIES, sql, "");
  }

  /** Lines over time of Prometheus. */
  public static Target prometheus(String promQl, String legend) {
    return new Target(Source.PROMETHEUS, Form.TIME_SERIES, promQl, legend);
  }

  /** The present values of Prometheus. */
  public static Target instant(String promQl, String legend) {
    return new Target(Source.PROMETHEUS, Form.INSTANT, promQl, legend);
  }

  /** As a panel has it; {@code refId} is A, B and so on. */
  public ObjectNode toJson(String refId, GrafanaVersion version) {
    if (source == Source.PROMETHEUS) {
      boolean instant = form == Form.INSTANT;
      return Json.object(
          "refId",
          refId,
          "datasource",
          source.reference(version),
          "expr",
          query,
          "legendFormat",
          legend,
          "editorMode",
          "code",
          "range",
          !instant,
          "instant",
          instant);
    }
    return Json.object(
        "refId",
        refId,
        "datasource",
        source.reference(version),
        "format",
        form == Form.TIME_SERIES ? "time_series" : "table",
        "rawQuery",
        true,
        "editorMode",
        "code",
        "rawSql",
        query);
  }
}
