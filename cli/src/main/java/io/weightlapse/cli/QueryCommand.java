// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.query.DuckQuery;
import io.weightlapse.history.query.QueryOptions;
import io.weightlapse.history.query.SparkViews;
import io.weightlapse.jobs.JobLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse query}. */
@Command(
    name = "query",
    mixinStandardHelpOptions = true,
    description = {
      "Asks the stored history in SQL (DuckDB's).",
      "Views: runs, metrics, neurons, weights, surfaces, layer_stats and more; macros such as"
          + " path(run, layer, neuron, input). --describe lists them all.",
      "A query reads the home's tables and nothing else, and writes nothing."
    })
final class QueryCommand implements Callable<Integer> {
  /** Who answers. */
  enum Engine {
    duckdb,
    spark
  }

  @ArgGroup(multiplicity = "1")
  private Question question;

  private static final class Question {
    @Parameters(paramLabel = "SQL", description = "One SELECT; - reads it from standard input.")
    private String sql;

    @Option(
        names = "--describe",
        arity = "0..1",
        fallbackValue = "",
        paramLabel = "VIEW",
        description = "Lists the views and macros, or the columns of one view.")
    private String describe;

    @Option(
        names = "--views",
        paramLabel = "spark",
        description =
            "Prints the statements that make the views in spark-sql or the Thrift server.")
    private Engine views;
  }

  @Option(
      names = "--format",
      description =
          "${COMPLETION-CANDIDATES}: csv as of RFC 4180, json one object a line, parquet into"
              + " --output (default: ${DEFAULT-VALUE}).")
  private ResultFormat format = ResultFormat.table;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where the result goes; it appears whole (default: standard output).")
  private Path output;

  @Option(
      names = "--engine",
      description =
          "${COMPLETION-CANDIDATES} (default: duckdb for a home on this machine, else spark). Spark"
              + " has the views, not the macros.")
  private Engine engine;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Of Spark (default: ${DEFAULT-VALUE}).")
  private String master = "local[*]";

  @Option(names = "--limit", description = "The most rows.")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = "--memory",
      description = "Of the engine; more goes to temporary files (default: ${DEFAULT-VALUE}).")
  private String memory = "1GB";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Gives up after that; 0 for never (default: ${DEFAULT-VALUE}).")
  private long timeout;

  @Mixin private Common common;

  @Override
  public Integer call() throws IOException {
    require(limit >= 0, "limit must be >= 0: was %d", limit);
    require(
        format != ResultFormat.parquet || output != null,
        "--format parquet must have --output FILE");
    QueryOptions options =
        new QueryOptions(memory, Runtime.getRuntime().availableProcessors(), timeout);
    Home home = common.home();
    if (question.views != null) {
      require(question.views == Engine.spark, "--views must be spark: was %s", question.views);
      return views(home);
    }
    if (engine == Engine.spark || (engine == null && home.folder().isEmpty())) {
      return spark(home);
    }
    try (Interrupt interrupt = new Interrupt()) {
      try {
        duck(home, options, interrupt);
      } catch (UserException e) {
        if (!interrupt.asked()) {
          throw e;
        }
        common
            .output()
            .error("weightlapse: " + e.getMessage()); // the process ends before others do
        return e.exitCode();
      }
    }
    return 0;
  }

  private void duck(Home home, QueryOptions options, Interrupt interrupt) throws IOException {
    String sql = sql();
    Path parquet = format == ResultFormat.parquet ? output : null;
    try (DuckQuery query = DuckQuery.open(home, options, parquet);
        QueryWatch watch = new QueryWatch(query, interrupt)) {
      for (String file : query.refused()) {
        common.output().error("left out, since it leads out of the home: " + file);
      }
      watch.start();
      if (parquet != null) {
        query.toParquet(sql, limit);
      } else {
        try (ResultFile file = ResultFile.of(output)) {
          query.run(sql, limit, format.rows(file.out()));
          file.finish();
        }
      }
    }
  }

  private int views(Home home) throws IOException {
    try (ResultFile file = ResultFile.of(output)) {
      file.out().append(SparkViews.of(home).script());
      file.finish();
    }
    return 0;
  }

  private int spark(Home home) throws IOException {
    require(format != ResultFormat.parquet, "--format parquet is for --engine duckdb");
    require(
        question.describe == null, "--describe is for --engine duckdb; Spark has DESCRIBE VIEW");
    require(timeout == 0, "--timeout is for --engine duckdb: was %d", timeout);
    JobLog.toFile(common.location(), "weightlapse");
    String sql = sql();
    try (ResultFile file = ResultFile.of(output);
        SparkQuery query = SparkQuery.open(home, master)) {
      query.run(sql, limit, format.rows(file.out()));
      file.finish();
    }
    return 0;
  }

  private String sql() throws IOException {
    if (question.describe == null) {
      String sql = question.sql;
      return sql.equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : sql;
    }
    if (question.describe.isEmpty()) {
      return DuckQuery.DESCRIBE;
    }
    if (!question.describe.matches("[A-Za-z][A-Za-z_]{0,40}")) {
      throw new UserException(
          "--describe must be the name of a view or macro: was " + question.describe);
    }
    return DuckQuery.describe(question.describe);
  }
}
