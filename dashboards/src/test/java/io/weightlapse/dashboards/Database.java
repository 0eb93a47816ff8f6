// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.dashboards.preview.Frame;
import io.weightlapse.streaming.sink.SinkWriter;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A PostgreSQL of this machine with the sink's own tables and Grafana's own role. */
final class Database implements AutoCloseable {
  private final EmbeddedPostgres server;
  private final Connection reader;

  private Database(EmbeddedPostgres server, Connection reader) {
    this.server = server;
    this.reader = reader;
  }

  /** What is done with a connection. */
  interface Work {
    void with(Connection connection) throws SQLException;
  }

  static Database start() throws IOException, SQLException {
    EmbeddedPostgres server = EmbeddedPostgres.start();
    SinkWriter.migrate(server.getJdbcUrl("postgres", "postgres"));
    String url = server.getJdbcUrl("weightlapse_read", "postgres");
    return new Database(server, DriverManager.getConnection(url));
  }

  /** As its owner reaches it. */
  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  void asOwner(Work work) throws SQLException {
    try (Connection c = server.getPostgresDatabase().getConnection()) {
      work.with(c);
    }
  }

  /** By which Grafana asks. */
  Connection reader() {
    return reader;
  }

  /** As Grafana asks. */
  Frame query(String sql) throws SQLException {
    try (Statement s = reader.createStatement();
        ResultSet rows = s.executeQuery(sql)) {
      return Frame.of(rows);
    } catch (SQLException e) {
      throw new SQLException(e.getMessage() + " in\n" + sql, e);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    reader.close();
    server.close();
  }
}
