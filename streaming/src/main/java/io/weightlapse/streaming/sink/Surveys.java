// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which survey of each slice is stored. A newer one removes the rows of the older one; what comes
 * late of an older one is left out.
 */
final class Surveys {
  private static final int REMEMBERED = 10_000;

  private final Map<RowBatch.SliceKey, Long> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RowBatch.SliceKey, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** To be called before the batch is written; {@link #learn} with the result after the commit. */
  Map<RowBatch.SliceKey, Long> settle(Connection connection, RowBatch batch) throws SQLException {
    Map<RowBatch.SliceKey, Long> latest = new HashMap<>();
    for (Map.Entry<RowBatch.SliceKey, Long> e : batch.surveys().entrySet()) {
      RowBatch.SliceKey key = e.getKey();
      Long before = known.get(key);
      if (before == null) {
        before = stored(connection, key);
      }
      if (e.getValue() > before) {
        remove(connection, key, e.getValue());
      }
      long now = Math.max(before, e.getValue());
      batch.removeOlder(key, now);
      latest.put(key, now);
    }
    return latest;
  }

  /** It is committed. */
  void learn(Map<RowBatch.SliceKey, Long> latest) {
    known.putAll(latest);
  }

  /** Another sink may have stored rows, or a transaction failed. */
  void forget() {
    known.clear();
  }

  private static long stored(Connection connection, RowBatch.SliceKey key) throws SQLException {
    String sql = "SELECT COALESCE(max(survey), -1) FROM " + key.table().name() + " WHERE ";
    try (PreparedStatement statement = connection.prepareStatement(sql + key.where())) {
      statement.setString(1, key.run());
      statement.setString(2, key.slice());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private static void remove(Connection connection, RowBatch.SliceKey key, long survey)
      throws SQLException {
    String sql = "DELETE FROM " + key.table().name() + " WHERE " + key.where() + " AND survey < ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, key.run());
      statement.setString(2, key.slice());
      statement.setLong(3, survey);
      statement.executeUpdate();
    }
  }
}
