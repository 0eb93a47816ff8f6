// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The sink's own tables and rows, without Kafka: in its package, since it shows neither. */
public final class SinkWriter {
  private SinkWriter() {}

  /** Makes the tables and the reading role. */
  public static void migrate(String url) {
    Migrations.run(target(url));
  }

  /** Stores the rows of events. */
  public static void write(String url, List<? extends Event> events) throws SQLException {
    RowBatch batch = new RowBatch();
    events.forEach(e -> EventRows.add(e, batch));
    try (Connection connection = target(url).connect()) {
      connection.setAutoCommit(false);
      batch.write(connection);
      connection.commit();
    }
  }

  private static PostgresTarget target(String url) {
    return new PostgresTarget(url, "postgres", "");
  }
}
