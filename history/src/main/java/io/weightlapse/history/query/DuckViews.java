// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** The statements that make the views and macros of DuckDB. */
final class DuckViews {
  private final Catalogue catalogue;
  private final Workspace workspace;

  DuckViews(Catalogue catalogue, Workspace workspace) {
    this.catalogue = catalogue;
    this.workspace = workspace;
  }

  /** All of them, in order. */
  List<String> statements() throws IOException {
    List<String> statements = new ArrayList<>();
    for (StoredTable table : StoredTable.values()) {
      String template = template(table);
      statements.add(empty(table, template));
      statements.add("CREATE VIEW " + table.view() + " AS " + source(table, template));
    }
    for (String statement : script("duckdb.sql").split(";\\s*\\R")) {
      if (!statement.isBlank()) {
        statements.add(statement);
      }
    }
    return statements;
  }

  static String script(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(DuckViews.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("--"))
          .collect(joining("\n"));
    }
  }

  /** A text as SQL's literal. */
  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /**
   * A file without rows: it tells the types where there is no other file, and where others vary.
   */
  private String template(StoredTable table) throws IOException {
    String partitions = table.partitions().stream().map(p -> p + "=-/").collect(joining());
    return workspace.file("_types/" + table.view() + "/" + partitions + "none.parquet").toString();
  }

  private static String empty(StoredTable table, String file) {
    String columns =
        table.columns().stream()
            .map(c -> "CAST(NULL AS " + c.type() + ") AS \"" + c.name() + "\"")
            .collect(joining(", "));
    return "COPY (SELECT " + columns + " WHERE false) TO " + literal(file) + " (FORMAT parquet)";
  }

  private String source(StoredTable table, String template) {
    List<String> parts = new ArrayList<>();
    parts.add(read(table, List.of(template), ""));
    for (Scan scan : catalogue.scans(table)) {
      boolean growing = scan.maxStep() != Long.MAX_VALUE;
      List<String> files = readable(scan.files(), growing);
      if (files.isEmpty()) {
        continue;
      }
      if (table.varies()) {
        files.add(0, template);
      }
      List<String> where = new ArrayList<>();
      if (growing && table.stepped()) {
        where.add("step <= " + scan.maxStep());
      }
      List<String> covered = readable(scan.covered(), false);
      if (!covered.isEmpty()) {
        where.add("(worker, step) NOT IN (SELECT (worker, step) FROM " + files(covered) + ")");
      }
      parts.add(read(table, files, where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where)));
    }
    return String.join(table.varies() ? " UNION ALL BY NAME " : " UNION ALL ", parts);
  }

  private List<String> readable(List<String> paths, boolean growing) {
    List<String> files = new ArrayList<>();
    for (String path : paths) {
      Optional<String> file = workspace.readable(path, growing);
      file.ifPresent(files::add);
    }
    return files;
  }

  private static String read(StoredTable table, List<String> files, String where) {
    String partitions =
        table.partitions().stream().map(p -> "'" + p + "': VARCHAR").collect(joining(", "));
    String columns =
        table.varies()
            ? String.join(", ", table.partitions())
                + ", * EXCLUDE ("
                + String.join(", ", table.partitions())
                + ")"
            : String.join(", ", table.partitions())
                + table.columns().stream().map(c -> ", \"" + c.name() + "\"").collect(joining());
    return String.format(
        Locale.ROOT,
        "SELECT %s FROM read_parquet(%s, hive_partitioning = true, hive_types = {%s}%s)%s",
        columns,
        list(files),
        partitions,
        table.varies() ? ", union_by_name = true" : "",
        where);
  }

  private static String files(List<String> files) {
    return "read_parquet(" + list(files) + ", hive_partitioning = false)";
  }

  static String list(List<String> texts) {
    return texts.stream().map(DuckViews::literal).collect(joining(", ", "[", "]"));
  }
}
