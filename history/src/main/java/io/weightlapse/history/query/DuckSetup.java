// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What a session gets before a query of a user's runs in it. */
final class DuckSetup {
  private DuckSetup() {}

  /**
   * The views, then the locks; the order matters.
   *
   * @param file that may be written; null for none
   */
  static void make(
      Connection connection, Home home, Workspace workspace, QueryOptions options, Path file)
      throws SQLException, IOException {
    List<String> paths = new ArrayList<>();
    Catalogue catalogue = Catalogue.of(home);
    try (Statement s = connection.createStatement()) {
      for (String statement : new DuckViews(catalogue, workspace).statements()) {
        s.execute(statement);
      }
      runs(connection, catalogue.runs());
      paths.addAll(workspace.allowed());
      if (file != null) {
        paths.add(file.toString());
      }
      for (String setting :
          List.of(
              "threads = " + options.threads(),
              "memory_limit = '" + options.memory() + "'",
              "temp_directory = " + DuckViews.literal(workspace.spill().toString()),
              "preserve_insertion_order = true",
              "enable_progress_bar = true",
              "enable_progress_bar_print = false",
              "timezone = 'UTC'",
              "autoinstall_known_extensions = false",
              "autoload_known_extensions = false",
              "allow_community_extensions = false",
              "allowed_directories = []",
              "allowed_paths = " + DuckViews.list(paths),
              "enable_external_access = false",
              "lock_configuration = true")) {
        s.execute("SET " + setting);
      }
    }
  }

  private static void runs(Connection connection, List<RunInfo> runs) throws SQLException {
    try (Statement s = connection.createStatement()) {
      s.execute(
          "CREATE TABLE runs (run VARCHAR, experiment VARCHAR, title VARCHAR, state VARCHAR,"
              + " created TIMESTAMP, updated TIMESTAMP, epochs INTEGER, total_epochs INTEGER,"
              + " steps BIGINT, loss DOUBLE, bytes BIGINT, message VARCHAR)");
      s.execute("COMMENT ON TABLE runs IS 'one row a run, as `weightlapse runs` has it'");
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO runs VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")) {
      for (RunInfo r : runs) {
        Object[] cells = {
          r.run(),
          r.experiment(),
          r.title(),
          r.state().label(),
          r.created().atOffset(ZoneOffset.UTC).toLocalDateTime(),
          r.updated().atOffset(ZoneOffset.UTC).toLocalDateTime(),
          r.epochs(),
          r.totalEpochs(),
          r.steps(),
          r.loss(),
          r.bytes(),
          r.message()
        };
        for (int i = 0; i < cells.length; i++) {
          insert.setObject(i + 1, cells[i]);
        }
        insert.execute();
      }
    }
  }
}
