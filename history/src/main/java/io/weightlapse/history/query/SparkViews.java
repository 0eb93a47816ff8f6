// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static java.util.stream.Collectors.joining;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The statements that make the views in Spark SQL, for {@code query --engine spark}, {@code
 * spark-sql} and the Thrift server. They name the files that count now, so they are made anew when
 * the home has changed.
 */
public final class SparkViews {
  private final String home;
  private final Catalogue catalogue;

  private SparkViews(String home, Catalogue catalogue) {
    this.home = home;
    this.catalogue = catalogue;
  }

  /** Looks at a home, on this machine or on any Hadoop file system. */
  public static SparkViews of(Home home) throws IOException {
    String uri = home.folder().map(f -> "file://" + f).orElse(home.toString());
    if (!uri.matches("[A-Za-z0-9+.-]+:[^\\[\\]{}*?'`\\\\\\s,%#]*")) {
      throw new UserException(
          "engine spark needs a home without spaces, commas and any of []{}*?'`\\%#: was " + uri);
    }
    return new SparkViews(uri.replaceAll("/+$", ""), Catalogue.of(home));
  }

  /** All statements, in order. */
  public List<String> statements() throws IOException {
    List<String> statements = new ArrayList<>();
    // else a run named 1e5 would be a number
    statements.add("SET spark.sql.sources.partitionColumnTypeInference.enabled=false");
    statements.add("SET spark.sql.session.timeZone=UTC");
    statements.add(runs());
    for (StoredTable table : StoredTable.values()) {
      add(table, statements);
    }
    Stream.of(DuckViews.script("spark.sql").split(";\\s*\\R"))
        .filter(s -> !s.isBlank())
        .map(String::strip)
        .map(s -> s.endsWith(";") ? s.substring(0, s.length() - 1) : s)
        .forEach(statements::add);
    return statements;
  }

  /** As a script for {@code spark-sql -f}. */
  public String script() throws IOException {
    return statements().stream().collect(joining(";\n\n", "", ";\n"));
  }

  private String runs() {
    String empty =
        "SELECT CAST(NULL AS STRING) AS run, CAST(NULL AS STRING) AS experiment,"
            + " CAST(NULL AS STRING) AS title, CAST(NULL AS STRING) AS state,"
            + " CAST(NULL AS TIMESTAMP) AS created, CAST(NULL AS TIMESTAMP) AS updated,"
            + " CAST(NULL AS INT) AS epochs, CAST(NULL AS INT) AS total_epochs,"
            + " CAST(NULL AS BIGINT) AS steps, CAST(NULL AS DOUBLE) AS loss,"
            + " CAST(NULL AS BIGINT) AS bytes, CAST(NULL AS STRING) AS message WHERE false";
    return "CREATE OR REPLACE TEMPORARY VIEW runs AS "
        + Stream.concat(Stream.of(empty), catalogue.runs().stream().map(SparkViews::run))
            .collect(joining("\nUNION ALL "));
  }

  private static String run(RunInfo r) {
    return String.format(
        Locale.ROOT,
        "SELECT %s, %s, %s, %s, TIMESTAMP '%s', TIMESTAMP '%s', %d, %d, %dL, CAST('%s' AS DOUBLE),"
            + " %dL, %s",
        literal(r.run()),
        literal(r.experiment()),
        literal(r.title()),
        literal(r.state().label()),
        r.created(),
        r.updated(),
        r.epochs(),
        r.totalEpochs(),
        r.steps(),
        r.loss(),
        r.bytes(),
        literal(r.message()));
  }

  /** Spark knows escapes in literals; a semicolon would end a statement of {@code spark-sql}. */
  private static String literal(String text) {
    StringBuilder s = new StringBuilder("'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'' || c == '\\' || c == ';' || c < ' ') {
        s.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        s.append(c);
      }
    }
    return s.append('\'').toString();
  }

  private void add(StoredTable table, List<String> statements) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "SELECT "
            + columns(table, c -> "CAST(NULL AS " + type(c.type()) + ") AS ")
            + " WHERE false");
    int n = 0;
    for (Scan scan : catalogue.scans(table)) {
      String view = table.view() + "_" + n++;
      statements.add(files(view, table, scan.files()));
      List<String> where = new ArrayList<>();
      if (scan.maxStep() != Long.MAX_VALUE && table.stepped()) {
        where.add("f.step <= " + scan.maxStep());
      }
      String source = view + " f";
      if (!scan.covered().isEmpty()) {
        statements.add(files(view + "_covered", StoredTable.PATH_STEPS, scan.covered()));
        source +=
            " LEFT ANTI JOIN " + view + "_covered c ON c.worker = f.worker AND c.step = f.step";
      }
      parts.add(
          "SELECT "
              + columns(table, c -> "f.")
              + " FROM "
              + source
              + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where)));
    }
    statements.add(
        "CREATE OR REPLACE TEMPORARY VIEW "
            + table.view()
            + " AS "
            + String.join("\nUNION ALL ", parts));
  }

  private static String columns(
      StoredTable table, java.util.function.Function<StoredTable.Column, String> before) {
    return Stream.concat(
            table.partitions().stream().map(p -> new StoredTable.Column(p, "VARCHAR")),
            table.columns().stream())
        .map(c -> before.apply(c) + "`" + c.name() + "`")
        .collect(joining(", "));
  }

  /** A view over files; columns that a file lacks are null. */
  private String files(String view, StoredTable table, List<String> files) {
    String columns =
        Stream.concat(
                table.columns().stream(),
                table.partitions().stream().map(p -> new StoredTable.Column(p, "VARCHAR")))
            .map(c -> "`" + c.name() + "` " + type(c.type()))
            .collect(joining(", "));
    String folder = files.get(0).substring(0, files.get(0).indexOf('/'));
    return "CREATE OR REPLACE TEMPORARY VIEW "
        + view
        + " ("
        + columns
        + ") USING parquet OPTIONS (basePath '"
        + home
        + "/"
        + folder
        + "', path '"
        + home
        + "/{"
        + String.join(",", files)
        + "}')";
  }

  private static String type(String duck) {
    return switch (duck) {
      case "VARCHAR" -> "STRING";
      case "INTEGER" -> "INT";
      case "TIMESTAMP WITH TIME ZONE" -> "TIMESTAMP";
      default ->
          duck.endsWith("[]") ? "ARRAY<" + type(duck.substring(0, duck.length() - 2)) + ">" : duck;
    };
  }
}
