// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Applies a {@link Retention}, run by run, each in a transaction of its own. */
final class Thinner {
  /** What makes a series, and what orders it. */
  private static final Map<String, String> SERIES =
      Map.of(
          "metrics", "name, worker ORDER BY step, epoch",
          "layer_stats", "worker, layer, param, kind ORDER BY step",
          "histograms", "worker, layer, param, kind ORDER BY step");

  static final java.util.Set<String> TABLES = SERIES.keySet();

  private Thinner() {}

  /** Runs that are due, oldest first, a few at a time. */
  static List<String> due(Connection connection, Retention retention) throws SQLException {
    List<String> runs = new ArrayList<>();
    String sql =
        "SELECT run FROM runs WHERE ended < now() - make_interval(days => ?) AND kept_every < ?"
            + " ORDER BY ended LIMIT 20";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setInt(1, retention.days());
      statement.setInt(2, retention.every());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          runs.add(rows.getString(1));
        }
      }
    }
    return runs;
  }

  /** Thins a run out; returns how many rows each table lost. The caller commits. */
  static Map<String, Long> thin(Connection connection, String run, int every) throws SQLException {
    Map<String, Long> removed = new LinkedHashMap<>();
    for (Map.Entry<String, String> e : SERIES.entrySet()) {
      String by = e.getValue().substring(0, e.getValue().indexOf(" ORDER"));
      // Ranks, not numbers of rows: the buckets of one histogram have one rank.
      String sql =
          "DELETE FROM "
              + e.getKey()
              + " WHERE ctid IN (SELECT ctid FROM (SELECT ctid, dense_rank() OVER (PARTITION BY "
              + e.getValue()
              + ") AS place, step, max(step) OVER (PARTITION BY "
              + by
              + ") AS last FROM "
              + e.getKey()
              + " WHERE run = ?) AS r WHERE (place - 1) % ? <> 0 AND step <> last)";
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setString(1, run);
        statement.setInt(2, every);
        removed.put(e.getKey(), (long) statement.executeUpdate());
      }
    }
    String done = "UPDATE runs SET kept_every = ? WHERE run = ?";
    try (PreparedStatement statement = connection.prepareStatement(done)) {
      statement.setInt(1, every);
      statement.setString(2, run);
      statement.executeUpdate();
    }
    return removed;
  }
}
