// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.dashboards.model.Transformation;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows as a panel sees them: columns by name, with Grafana's transformations done as Grafana does
 * them.
 *
 * @param columns values by the columns' names, in order
 */
public record Frame(Map<String, List<Object>> columns) {
  /** The rows of a query; numbers are doubles, times stay. */
  public static Frame of(ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    Map<String, List<Object>> columns = new LinkedHashMap<>();
    for (int c = 1; c <= meta.getColumnCount(); c++) {
      if (columns.put(meta.getColumnLabel(c), new ArrayList<>()) != null) {
        throw new IllegalStateException("two columns are called " + meta.getColumnLabel(c));
      }
    }
    while (rows.next()) {
      int c = 1;
      for (List<Object> values : columns.values()) {
        Object value = rows.getObject(c++);
        values.add(value instanceof Number n ? (Object) n.doubleValue() : value);
      }
    }
    return new Frame(columns);
  }

  /** How many rows. */
  public int rows() {
    return columns.isEmpty() ? 0 : columns.values().iterator().next().size();
  }

  /** The columns' names, in order. */
  public List<String> names() {
    return List.copyOf(columns.keySet());
  }

  /** The values of a column: numbers are doubles, times are timestamps. */
  public List<Object> values(String name) {
    List<Object> values = columns.get(name);
    if (values == null) {
      throw new IllegalStateException("no column " + name + ", but " + names());
    }
    return values;
  }

  /** The numbers of a column; null where one is missing. */
  public List<Double> numbers(String name) {
    return values(name).stream().map(v -> (Double) v).toList();
  }

  /** Whether all values are times. */
  public boolean isTime(String name) {
    return values(name).stream().allMatch(v -> v instanceof Timestamp);
  }

  /** Whether all values are numbers or missing, and some are there. */
  public boolean isNumber(String name) {
    return values(name).stream().allMatch(v -> v == null || v instanceof Double)
        && values(name).stream().anyMatch(v -> v != null);
  }

  /** After the transformations of a panel. */
  public Frame transformed(List<Transformation> transformations) {
    Frame frame = this;
    for (Transformation t : transformations) {
      frame =
          switch (t.id()) {
            case "groupingToMatrix" -> frame.matrix(t.options());
            case "convertFieldType" -> frame.converted(t.options());
            default -> throw new IllegalStateException("unknown transformation " + t.id());
          };
    }
    return frame;
  }

  private Frame matrix(JsonNode options) {
    String row = options.get("rowField").asText();
    String column = options.get("columnField").asText();
    List<Object> values = values(options.get("valueField").asText());
    Set<Object> rowKeys = new LinkedHashSet<>(values(row));
    Set<Object> columnKeys = new LinkedHashSet<>(values(column));
    Map<List<Object>, Object> cells = new LinkedHashMap<>();
    for (int i = 0; i < values.size(); i++) {
      cells.put(List.of(values(row).get(i), values(column).get(i)), values.get(i));
    }
    Map<String, List<Object>> result = new LinkedHashMap<>();
    List<Object> first = new ArrayList<>();
    rowKeys.forEach(k -> first.add(written((Double) k)));
    result.put(row + "\\" + column, first);
    for (Object c : columnKeys) {
      List<Object> of = new ArrayList<>();
      rowKeys.forEach(r -> of.add(cells.get(List.of(r, c))));
      result.put(c.toString(), of);
    }
    return new Frame(result);
  }

  /** Grafana makes texts of the first column's numbers, as far as its type says. */
  private static String written(Double number) {
    return number.toString();
  }

  private Frame converted(JsonNode options) {
    Map<String, List<Object>> result = new LinkedHashMap<>(columns);
    for (JsonNode c : options.get("conversions")) {
      List<Object> numbers = new ArrayList<>();
      values(c.get("targetField").asText()).forEach(v -> numbers.add(Double.valueOf((String) v)));
      result.put(c.get("targetField").asText(), numbers);
    }
    return new Frame(result);
  }
}
