// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.query.RowSink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions about a run that was really trained. */
class QueryIT {
  private static final List<String> VIEWS =
      List.of("runs", "metrics", "neurons", "weights", "surfaces", "layer_stats", "trajectory");

  @TempDir static Path folder;
  private static Path home;

  @BeforeAll
  static void train() {
    home = folder.resolve("home");
    Cli.Result trained =
        Cli.here("train", "xor", "--run", "first", "--home", home, "--set", "training.epochs=12");
    assertThat(trained.code()).as(trained.err()).isZero();
    Cli.Result surveyed =
        Cli.here("landscape", "first", "--home", home, "--grid", "3x3", "--steps", "last");
    assertThat(surveyed.code()).as(surveyed.err()).isZero();
  }

  @AfterAll
  static void nothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(p -> p.getFileName().toString().startsWith("_tmp"))).isEmpty();
    }
  }

  private static String query(Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "query";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--home";
    all[all.length - 1] = home;
    Cli.Result result = Cli.here(all);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result.out();
  }

  @Test
  void thePathOfAWeightIsThatOfTheSnapshots() throws Exception {
    SnapshotReader reader =
        new SnapshotReader(
            Home.open(home.toString()), "first", ExperimentReader.builtIn("xor").network());
    StringBuilder expected = new StringBuilder("step,value\r\n");
    for (long step : reader.steps()) {
      expected.append(step).append(',').append(reader.parameters(step)[1]).append("\r\n");
    }
    assertThat(query("SELECT step, value FROM path('first', 'l1', 0, 1)", "--format", "csv"))
        .isEqualTo(expected.toString())
        .hasLineCount(reader.steps().size() + 1);
  }

  @Test
  void formats() throws Exception {
    String sql = "SELECT run, steps, state FROM runs";
    assertThat(query(sql)).isEqualTo("run    steps  state\nfirst   6000  done\n1 row\n");
    assertThat(query(sql, "--format", "json"))
        .isEqualTo("{\"run\":\"first\",\"steps\":6000,\"state\":\"done\"}\n");
    Path csv = folder.resolve("out.csv");
    assertThat(query(sql, "--format", "csv", "--output", csv)).isEmpty();
    assertThat(csv).hasContent("run,steps,state\r\nfirst,6000,done\r\n");
    Path parquet = folder.resolve("out.parquet");
    query("FROM weights", "--format", "parquet", "--output", parquet, "--limit", 7);
    try (var c = java.sql.DriverManager.getConnection("jdbc:duckdb:");
        var s = c.createStatement();
        var r = s.executeQuery("SELECT count(*) FROM '" + parquet + "'")) {
      r.next();
      assertThat(r.getInt(1)).isEqualTo(7);
    }
    assertThat(query("SELECT step FROM weights", "--limit", 0)).isEqualTo("step\n0 rows\n");
    assertThat(query("--describe")).contains("weights").contains("path(run, layer, neuron, input)");
    assertThat(query("--describe", "surfaces")).contains("alpha").contains("DOUBLE");
  }

  @Test
  void sparkCountsWhatDuckDbCounts() throws Exception {
    Map<String, String> duck = new TreeMap<>();
    for (String view : VIEWS) {
      duck.put(view, query("SELECT count(*) AS n FROM " + view, "--format", "csv"));
    }
    assertThat(duck.get("weights")).isNotEqualTo("n\r\n0\r\n");
    assertThat(duck.get("surfaces")).isNotEqualTo("n\r\n0\r\n");
    String all =
        String.join(
            " UNION ALL ",
            VIEWS.stream().map(v -> "SELECT '" + v + "' AS v, count(*) AS n FROM " + v).toList());
    Map<String, String> spark = new TreeMap<>();
    query(all, "--engine", "spark", "--master", "local[2]", "--format", "csv")
        .lines()
        .skip(1)
        .forEach(l -> spark.put(l.split(",")[0], "n\r\n" + l.split(",")[1] + "\r\n"));
    assertThat(spark).isEqualTo(duck);
    String same =
        "SELECT step, layer, neuron, input, value FROM weights WHERE run = 'first' AND step > 5000"
            + " ORDER BY step, layer, neuron, input";
    assertThat(query(same, "--engine", "spark", "--master", "local[2]", "--format", "csv"))
        .isEqualTo(query(same, "--format", "csv"));
    Path script = folder.resolve("views.sql");
    query("--views", "spark", "--output", script);
    assertThat(countsOfAnotherSpark(script)).isEqualTo(duck);
    assertThat(query("--views", "spark"))
        .startsWith("SET spark.sql.sources.partitionColumnTypeInference.enabled=false;\n")
        .contains("CREATE OR REPLACE TEMPORARY VIEW weights AS");
  }

  /** What spark-sql -i and beeline -i do with the script, in a Spark that knows nothing of us. */
  private static Map<String, String> countsOfAnotherSpark(Path script) throws Exception {
    Map<String, String> counts = new TreeMap<>();
    try (SparkSession spark =
        SparkSession.builder().config(LocalSpark.conf("local[2]")).getOrCreate()) {
      for (String statement : Files.readString(script).split(";\\R")) {
        if (!statement.isBlank()) {
          spark.sql(statement);
        }
      }
      for (String view : VIEWS) {
        long n = spark.sql("SELECT count(*) FROM " + view).first().getLong(0);
        counts.put(view, "n\r\n" + n + "\r\n");
      }
    }
    return counts;
  }

  /** A home with the habits of an object store, which is no folder of this machine to anybody. */
  @Test
  void anObjectStoreIsAHomeToo() {
    String far = "objects://bucket" + folder.resolve("far");
    ok("train", "xor", "--run", "far", "--home", far, "--set", "training.epochs=4");
    String sql = "SELECT count(*) AS n, min(value) AS low, max(value) AS high FROM weights";
    String[] query = {"query", sql, "--home", far, "--format", "csv"}; // Spark, by itself
    String before = ok((Object[]) query);
    assertThat(before).startsWith("n,low,high\r\n105,");
    assertThat(ok("fsck", "--deep", "--home", far)).contains("1 runs checked, 0 problems");
    ok("compact", "far", "--replace", "--grace", "0s", "--home", far);
    assertThat(folder.resolve("far/weights")).as("files as written").doesNotExist();
    assertThat(ok((Object[]) query)).isEqualTo(before);
    assertThat(ok("fsck", "--deep", "--home", far)).contains("1 runs checked, 0 problems");
    ok("runs", "rm", "far", "--yes", "--home", far);
    assertThat(ok("runs", "--home", far)).startsWith("no runs in ");
  }

  private static String ok(Object... arguments) {
    Cli.Result result = Cli.here(arguments);
    assertThat(result.code()).as(result.out() + result.err()).isZero();
    return result.out();
  }

  /** Whoever gets rows has read what is not to be read. */
  private static final class Nobody implements RowSink {
    @Override
    public void begin(List<String> columns) {
      throw new AssertionError("an answer with " + columns);
    }

    @Override
    public void row(Object[] cells) {}

    @Override
    public void end() {}
  }

  @Test
  void sparkReadsTheHomeAlone() throws Exception {
    try (SparkQuery query = SparkQuery.open(Home.open(home.toString()), "local[2]")) {
      for (String sql :
          List.of(
              "SELECT * FROM text.`/etc/passwd`",
              "SELECT reflect('java.lang.System', 'getenv', 'HOME')",
              "CREATE TABLE t AS SELECT 1",
              "INSERT OVERWRITE DIRECTORY '" + folder + "/x' USING csv SELECT 1",
              "SET spark.sql.runSQLOnFiles=true",
              "SELECT nope FROM runs")) {
        assertThatThrownBy(() -> query.run(sql, 10, new Nobody()))
            .as(sql)
            .isInstanceOf(UserException.class)
            .extracting(e -> ((UserException) e).exitCode())
            .isEqualTo(2);
      }
    }
    Cli.Result result = Cli.here("query", "DROP VIEW runs", "--engine", "spark", "--home", home);
    assertThat(result.code()).as(result.out()).isEqualTo(2);
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void mistakesAreSaidInOneLine() {
    bad("SQL must be a SELECT: was DROP VIEW weights", "DROP VIEW weights");
    bad("--format parquet must have --output FILE", "SELECT 1", "--format", "parquet");
    bad("memory must be a number with KB, MB, GB or TB: was 1x", "SELECT 1", "--memory", "1x");
    bad("limit must be >= 0: was -1", "SELECT 1", "--limit=-1");
    bad("--describe must be the name of a view or macro: was a'b", "--describe", "a'b");
  }

  private static void bad(String message, Object... arguments) {
    Object[] all = new Object[arguments.length + 3];
    all[0] = "query";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--home";
    all[all.length - 1] = home;
    Cli.Result result = Cli.here(all);
    assertThat(result.err()).contains(message);
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void ctrlCEndsAQuery() throws Exception {
    Path log = folder.resolve("long.txt");
    Path out = folder.resolve("long.csv");
    Process process =
        Cli.start(
            log,
            "query",
            "SELECT count(*) FROM range(1000000000) a, range(1000000) b",
            "--format",
            "csv",
            "--output",
            out,
            "--home",
            home);
    Path unfinished = folder.resolve("_tmp-" + process.pid() + "-long.csv");
    for (int i = 0; i < 1200 && !Files.exists(unfinished); i++) {
      process.waitFor(50, java.util.concurrent.TimeUnit.MILLISECONDS);
    }
    assertThat(unfinished).exists(); // the query runs
    process.destroy(); // as Ctrl-C: the shutdown hooks run
    assertThat(process.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
    assertThat(unfinished).doesNotExist();
    assertThat(out).doesNotExist();
    assertThat(Files.readString(log)).contains("the query was stopped");
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      String prefix = "weightlapse-query-" + process.pid() + "-";
      assertThat(left.filter(p -> p.getFileName().toString().startsWith(prefix))).isEmpty();
    }
  }
}
