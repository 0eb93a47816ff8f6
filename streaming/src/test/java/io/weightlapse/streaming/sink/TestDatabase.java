// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.local.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL that tests ask and restart. */
final class TestDatabase implements AutoCloseable {
  private final Path folder;
  private EmbeddedDatabase database;

  TestDatabase(Path folder) throws IOException {
    this.folder = folder;
    this.database = new EmbeddedDatabase(folder, 0).start();
  }

  PostgresTarget target() {
    return new PostgresTarget(database.url(), "", "");
  }

  /** On the same port, with the same data. */
  void restart() throws IOException {
    int port = database.port();
    database.close();
    database = new EmbeddedDatabase(folder, port).start();
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(database.url() + "&currentSchema=weightlapse");
  }

  /** All rows as text: columns with a blank between. */
  List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int c = 1; c <= result.getMetaData().getColumnCount(); c++) {
          row.append(c == 1 ? "" : " ").append(result.getString(c));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException {
    database.close();
  }
}
