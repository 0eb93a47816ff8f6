// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Where partitions go on, in the database. An offset moves only from where its sink believes it to
 * be: a sink that lost a partition without noticing can store nothing of it.
 */
final class SinkOffsets {
  /** Nothing is stored of a partition. */
  static final long NONE = -1;

  /**
   * A partition of one topic; a topic that is deleted and made anew has another id.
   *
   * @param id Kafka's id of the topic
   * @param topic its name
   * @param partition index
   */
  record Place(String id, String topic, int partition) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byId = id.compareTo(other.id);
      return byId != 0 ? byId : Integer.compare(partition, other.partition);
    }
  }

  private SinkOffsets() {}

  /** The next offset, or {@link #NONE}. */
  static long read(Connection connection, Place place) throws SQLException {
    String sql = "SELECT next_offset FROM sink_offsets WHERE topic_id = ? AND partition = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, place.id());
      statement.setInt(2, place.partition());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : NONE;
      }
    }
  }

  /** Moves it; returns false where it is not at {@code from} any more. */
  static boolean move(Connection connection, Place place, long from, long to) throws SQLException {
    String sql =
        from == NONE
            ? "INSERT INTO sink_offsets (next_offset, topic_id, partition, topic)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
            : "UPDATE sink_offsets SET next_offset = ? WHERE topic_id = ? AND partition = ?"
                + " AND next_offset = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, to);
      statement.setString(2, place.id());
      statement.setInt(3, place.partition());
      if (from == NONE) {
        statement.setString(4, place.topic());
      } else {
        statement.setLong(4, from);
      }
      return statement.executeUpdate() == 1;
    }
  }
}
