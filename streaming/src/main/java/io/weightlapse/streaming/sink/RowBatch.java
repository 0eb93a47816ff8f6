// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of one transaction. Of rows with the same key the last one counts. */
final class RowBatch {
  /** Rows of one statement: bounds its arrays. */
  private static final int MOST = 20_000;

  private final Map<Table, Map<List<Object>, Object[]>> rows = new LinkedHashMap<>();
  private final Map<SliceKey, Long> surveys = new LinkedHashMap<>();

  /**
   * What a survey is of.
   *
   * @param table surfaces or trajectory
   * @param run of which run
   * @param match what the slice's text says
   * @param slice the id of a slice, or what the ids of a neuron's slices begin with
   */
  record SliceKey(Table table, String run, Match match, String slice) {
    boolean holds(Object[] row) {
      String id = (String) row[1];
      return row[0].equals(run) && (match == Match.ID ? id.equals(slice) : id.startsWith(slice));
    }

    /** A condition with two parameters. */
    String where() {
      return "run = ? AND " + (match == Match.ID ? "slice = ?" : "starts_with(slice, ?)");
    }
  }

  /** How slices are named. */
  enum Match {
    ID,
    PREFIX
  }

  /** Adds a row; values in the order of the table's columns. */
  void add(Table table, Object... values) {
    rows.computeIfAbsent(table, t -> new LinkedHashMap<>())
        .put(Arrays.asList(values).subList(0, table.key()), values);
  }

  /** Rows of that survey are among them: those of earlier ones are to go. */
  void survey(SliceKey key, long survey) {
    surveys.merge(key, survey, Math::max);
  }

  Map<SliceKey, Long> surveys() {
    return surveys;
  }

  /** The row with that key, or null. */
  Object[] find(Table table, Object... key) {
    return rows.getOrDefault(table, Map.of()).get(Arrays.asList(key));
  }

  /** How many rows, over all tables. */
  int size() {
    return rows.values().stream().mapToInt(Map::size).sum();
  }

  /** Takes rows of earlier surveys out. */
  void removeOlder(SliceKey key, long survey) {
    Map<List<Object>, Object[]> all = rows.getOrDefault(key.table(), new HashMap<>());
    int column = key.table().columns().size() - 1; // survey is the last one of both
    all.values().removeIf(row -> key.holds(row) && (Long) row[column] < survey);
  }

  /** Puts them into their tables; returns how many rows each table got. */
  Map<String, Long> write(Connection connection) throws SQLException {
    Map<String, Long> written = new LinkedHashMap<>();
    for (Table table : SinkTables.ALL) {
      List<Object[]> all = new ArrayList<>(rows.getOrDefault(table, Map.of()).values());
      for (int from = 0; from < all.size(); from += MOST) {
        List<Object[]> some = all.subList(from, Math.min(all.size(), from + MOST));
        upsert(connection, table, some);
        written.merge(table.name(), (long) some.size(), Long::sum);
      }
    }
    return written;
  }

  private static void upsert(Connection connection, Table table, List<Object[]> rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(table.upsert())) {
      for (int c = 0; c < table.columns().size(); c++) {
        Column column = table.columns().get(c);
        Object[] array = column.array(rows.size());
        for (int r = 0; r < array.length; r++) {
          array[r] = rows.get(r)[c];
        }
        statement.setArray(c + 1, connection.createArrayOf(column.element(), array));
      }
      statement.executeUpdate();
    }
  }
}
