// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What Grafana does to rows before it draws them.
 *
 * @param id of the transformation
 * @param options of it
 */
public record Transformation(String id, ObjectNode options) {
  /** A copy of the options is kept. */
  public Transformation {
    options = options.deepCopy();
  }

  /**
   * Long rows become a wide table: a row for each value of {@code row}, a column for each value of
   * {@code column}, both in the order in which they come. Its first column is {@link #matrixKey}
   * and holds numbers again.
   */
  public static List<Transformation> matrix(String row, String column, String value) {
    return List.of(
        new Transformation(
            "groupingToMatrix",
            Json.object(
                "columnField", column, "rowField", row, "valueField", value, "emptyValue", "null")),
        new Transformation(
            "convertFieldType",
            Json.object(
                "conversions",
                List.of(
                    Json.object(
                        "targetField", matrixKey(row, column), "destinationType", "number")),
                "fields",
                Json.object())));
  }

  /** What Grafana calls the first column of a matrix. */
  public static String matrixKey(String row, String column) {
    return row + "\\" + column;
  }

  @Override
  public ObjectNode options() {
    return options.deepCopy();
  }

  /** As a panel has it. */
  public ObjectNode toJson() {
    return Json.object("id", id, "options", options);
  }
}
