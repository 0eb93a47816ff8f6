// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBPreparedStatement;

/**
 * SQL over a home on this machine, as it was when this was opened. Queries read the home's tables
 * and nothing else: no other file, no network, no extension; they write nothing. One query at a
 * time; {@link #cancel} may come from another thread.
 */
public final class DuckQuery implements AutoCloseable {
  /** Lists the views and macros, with what they are. */
  public static final String DESCRIBE =
      "SELECT * FROM (SELECT table_name AS name, comment AS what FROM duckdb_tables()"
          + " UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
          + " UNION ALL SELECT function_name, comment FROM duckdb_functions()"
          + " WHERE function_type = 'table_macro' AND NOT internal)"
          + " WHERE name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY what LIKE '%(%): %', name";

  private final Connection connection;
  private final Workspace workspace;
  private final QueryOptions options;
  private final Path parquet;
  private volatile Statement running;
  private volatile boolean cancelled;

  private DuckQuery(
      Connection connection, Workspace workspace, QueryOptions options, Path parquet) {
    this.connection = connection;
    this.workspace = workspace;
    this.options = options;
    this.parquet = parquet;
  }

  /** A session over a home; {@link UserException} if the home is not a folder of this machine. */
  public static DuckQuery open(Home home, QueryOptions options) throws IOException {
    return open(home, options, null);
  }

  /**
   * A session that may also write one file.
   *
   * @param parquet what {@link #toParquet} writes; null for none
   */
  public static DuckQuery open(Home home, QueryOptions options, Path parquet) throws IOException {
    Path folder =
        home.folder()
            .orElseThrow(
                () ->
                    new UserException(
                        "engine duckdb reads a home on this machine: was "
                            + home
                            + "; --engine spark reads it"));
    Workspace workspace = new Workspace(folder);
    try {
      Properties properties = new Properties();
      properties.setProperty("jdbc_stream_results", "true");
      Connection connection = DriverManager.getConnection("jdbc:duckdb:", properties);
      try {
        Path file = parquet == null ? null : unfinished(parquet);
        DuckSetup.make(connection, home, workspace, options, file);
        return new DuckQuery(connection, workspace, options, parquet);
      } catch (SQLException | IOException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      workspace.close();
      throw new IOException("cannot make the views: " + e.getMessage(), e);
    } catch (UncheckedIOException e) {
      workspace.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      workspace.close();
      throw e;
    }
  }

  /** Asks for the columns of a view, or for the line of a macro. */
  public static String describe(String name) {
    String literal = DuckViews.literal(name);
    return "SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = "
        + literal
        + " UNION ALL SELECT function_name, comment FROM duckdb_functions() WHERE function_type ="
        + " 'table_macro' AND function_name = "
        + literal;
  }

  /** Files that are left out because they are links that lead out of the home. */
  public Collection<String> refused() {
    return List.copyOf(workspace.refused());
  }

  /**
   * Runs one SELECT and hands its rows on as they come.
   *
   * @param limit the most rows
   * @return how many rows there were
   */
  public long run(String sql, long limit, RowSink sink) throws IOException {
    try (Watch watch = new Watch(options.timeoutSeconds(), this::cancel)) {
      try {
        Select.require(connection, sql);
        return stream(sql, limit, sink);
      } catch (SQLException e) {
        throw failure(e, watch);
      }
    }
  }

  /** Runs one SELECT into the session's Parquet file, which appears whole or not at all. */
  public void toParquet(String sql, long limit) throws IOException {
    Path unfinished = unfinished(parquet);
    try (Watch watch = new Watch(options.timeoutSeconds(), this::cancel)) {
      try {
        Select.require(connection, sql);
        try (Statement s = connection.createStatement()) {
          // A view takes the statement with its comments and its semicolon.
          s.execute("CREATE OR REPLACE TEMP VIEW _result AS " + sql);
        }
        execute(
            "COPY (FROM _result LIMIT "
                + limit
                + ") TO "
                + DuckViews.literal(unfinished.toString())
                + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)");
        Files.move(unfinished, parquet.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
      } catch (SQLException e) {
        throw failure(e, watch);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }
  }

  /** The file beside the result that DuckDB may write. */
  private static Path unfinished(Path parquet) {
    Path whole = parquet.toAbsolutePath();
    return whole.resolveSibling(
        "_tmp-" + ProcessHandle.current().pid() + "-" + whole.getFileName());
  }

  private void execute(String sql) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      begin(s);
      s.execute();
    } finally {
      running = null;
    }
  }

  private void begin(Statement statement) throws SQLException {
    running = statement;
    if (cancelled) {
      throw new SQLException("interrupted");
    }
  }

  private long stream(String sql, long limit, RowSink sink) throws SQLException, IOException {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      begin(s);
      try (ResultSet rows = s.executeQuery()) {
        ResultSetMetaData meta = rows.getMetaData();
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
          names.add(meta.getColumnLabel(i));
        }
        sink.begin(names);
        long n = 0;
        Object[] cells = new Object[names.size()];
        while (n < limit && rows.next()) {
          for (int i = 0; i < cells.length; i++) {
            cells[i] = Cells.plain(rows.getObject(i + 1));
          }
          sink.row(cells);
          n++;
        }
        if (cancelled) {
          throw new SQLException("interrupted");
        }
        sink.end();
        return n;
      }
    } finally {
      running = null;
    }
  }

  /** How much of the running query is done, 0 to 100; negative while that is unknown. */
  public double percent() {
    Statement now = running;
    try {
      return now == null
          ? -1
          : now.unwrap(DuckDBPreparedStatement.class).getQueryProgress().getPercentage();
    } catch (SQLException e) {
      return -1; // it has just ended
    }
  }

  /** Ends the running query, which fails, and every later one. */
  public void cancel() {
    cancelled = true;
    Statement now = running;
    if (now != null) {
      try {
        now.cancel();
      } catch (SQLException e) {
        // it has just ended
      }
    }
  }

  private RuntimeException failure(SQLException e, Watch watch) {
    if (watch.expired()) {
      return new UserException(
          "the query took longer than " + options.timeoutSeconds() + " s (timeout)", 1, e);
    }
    if (cancelled) {
      return new UserException("the query was stopped", 1, e);
    }
    String message = workspace.said(Text.oneLine(String.valueOf(e.getMessage())));
    boolean wrong = message.matches("(?s)(Parser|Binder|Catalog|Permission) Error:.*");
    return new UserException(message, wrong ? 2 : 1, e);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException(e);
    } finally {
      workspace.close();
    }
  }
}
