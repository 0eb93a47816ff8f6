// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query reads the home's tables and nothing else. */
class SafeTest {
  @TempDir static Path folder;
  private static Home home;

  @BeforeAll
  static void write() throws IOException {
    home = Home.open(folder.resolve("home").toString());
    Histories.write(home, "r1");
    Files.writeString(folder.resolve("secret.csv"), "a,b\n1,hush\n");
    Files.writeString(folder.resolve("home/runs/inside.csv"), "a,b\n1,hush\n");
    Files.createSymbolicLink(folder.resolve("home/out"), folder);
  }

  private static List<String> rows(String sql) throws IOException {
    return Histories.rows(
        home, sql.replace("FOLDER", folder.toString()).replace("HOME", folder + "/home"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('FOLDER/secret.csv')",
        "SELECT * FROM 'FOLDER/secret.csv'",
        "SELECT * FROM read_csv('HOME/out/secret.csv')",
        "SELECT * FROM read_csv('HOME/../secret.csv')",
        "SELECT * FROM read_csv('HOME/runs/inside.csv')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_blob('/etc/passwd')",
        "SELECT * FROM glob('/etc/*')",
        "SELECT * FROM sniff_csv('/etc/passwd')",
        "SELECT * FROM parquet_metadata('FOLDER/x.parquet')",
        "SELECT * FROM read_json('/etc/passwd')",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
        "SELECT * FROM read_parquet('s3://bucket/x')",
        "FROM (SELECT 1), read_text('/proc/self/environ')",
        "WITH a AS (SELECT * FROM read_text('/etc/passwd')) FROM a",
        "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
        "SELECT * FROM query_table('/etc/passwd')",
        "SELECT getenv('HOME')",
        "SELECT * FROM duckdb_extensions()",
        "SELECT * FROM sqlite_scan('FOLDER/x.db', 't')",
      })
  void readsNoOtherFile(String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(UserException.class)
        .message()
        .matches("(Permission|Catalog|Binder|Parser|IO|Invalid Input) Error: .*")
        .doesNotContain("hush", "root:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY (SELECT 1) TO 'FOLDER/new.csv'",
        "COPY runs TO 'HOME/new.parquet'",
        "COPY runs FROM 'FOLDER/secret.csv'",
        "EXPORT DATABASE 'FOLDER/dump'",
        "ATTACH 'FOLDER/new.db' AS b",
        "INSTALL httpfs",
        "LOAD httpfs",
        "PRAGMA database_list",
        "PRAGMA threads = 4",
        "SET enable_external_access = true",
        "RESET lock_configuration",
        "CREATE TABLE t AS SELECT 1",
        "CREATE SECRET s (TYPE s3)",
        "DROP VIEW weights",
        "DELETE FROM runs",
        "UPDATE runs SET run = 'x'",
        "INSERT INTO runs (run) VALUES ('x')",
        "CALL pragma_version()",
        "CHECKPOINT",
        "USE memory",
        "BEGIN",
        "PREPARE p AS SELECT 1",
        "EXPLAIN ANALYZE SELECT 1",
      })
  void letsNothingPassButSelect(String sql) {
    assertThatThrownBy(() -> rows(sql))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("SQL must be a SELECT: was " + sql.substring(0, 5));
    assertThat(folder.resolve("new.csv")).doesNotExist();
  }

  @Test
  void takesOneStatement() throws IOException {
    assertThat(rows("SELECT 1; -- the end")).containsExactly("1");
    assertThat(rows("/* ; */ SELECT ';'")).containsExactly(";");
    assertThatThrownBy(() -> rows("SELECT 1; SELECT 2"))
        .hasMessage("SQL must be one statement: was 2");
    assertThatThrownBy(() -> rows("SELECT 1; DROP TABLE runs")).hasMessageContaining("SELECT");
    assertThatThrownBy(() -> rows("SELECT 1) TO 'FOLDER/x.csv'; --"))
        .hasMessageStartingWith("SQL cannot be read: syntax error");
    assertThatThrownBy(() -> rows("")).hasMessage("SQL must be one statement: was 0");
    assertThatThrownBy(() -> rows("selec 1"))
        .hasMessage("SQL cannot be read: syntax error at or near \"selec\" (character 1)");
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> rows("SELECT nope FROM runs"))
        .hasMessageStartingWith(
            "Binder Error: Referenced column \"nope\" not found in FROM clause!; Candidate bindings");
    assertThatThrownBy(() -> rows("FROM nope"))
        .hasMessageStartingWith("Catalog Error: Table with name nope does not exist!");
  }

  @Test
  void writesNothingButTheChosenFile() throws IOException {
    Path file = folder.resolve("it's.parquet");
    try (DuckQuery query = DuckQuery.open(home, QueryOptions.defaults(), file)) {
      query.toParquet("SELECT step, value FROM path('r1', 'l1', 0, 1); -- all of it", 5);
      assertThatThrownBy(() -> query.toParquet("SELECT error('no')", 5)).hasMessageContaining("no");
      assertThatThrownBy(
              () -> query.toParquet("FROM read_csv('" + folder + "/secret.csv')", Long.MAX_VALUE))
          .hasMessageStartingWith("Permission Error");
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder("home", "secret.csv", "it's.parquet");
    }
    try (var c = java.sql.DriverManager.getConnection("jdbc:duckdb:");
        var s = c.createStatement();
        var r = s.executeQuery("SELECT count(*) FROM '" + folder + "/it''s.parquet'")) {
      r.next();
      assertThat(r.getInt(1)).isEqualTo(5);
    } catch (java.sql.SQLException e) {
      throw new IOException(e);
    }
  }

  @Test
  void leavesOutWhatLeadsOutOfTheHome() throws IOException {
    Path other = folder.resolve("home2");
    Home linked = Home.open(other.toString());
    Histories.write(linked, "r2");
    Path metrics = other.resolve("metrics/run=r2/train-00000.parquet");
    Path outside = folder.resolve("home/metrics/run=r1/train-00000.parquet");
    Files.createSymbolicLink(other.resolve("metrics/run=r2/train-00001.parquet"), outside);
    Files.createSymbolicLink(
        other.resolve("metrics/run=r2/train-00002.parquet"), metrics); // stays inside
    try (DuckQuery query = DuckQuery.open(linked, QueryOptions.defaults())) {
      assertThat(Histories.rows(query, "SELECT count(*) FROM metrics"))
          .containsExactly("" + 2 * Histories.STEPS.length);
      assertThat(query.refused()).containsExactly("metrics/run=r2/train-00001.parquet");
    } finally {
      try (Stream<Path> all = Files.walk(other)) {
        for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(p);
        }
      }
    }
  }

  @Test
  void stopsInTime() {
    QueryOptions options = new QueryOptions("500MB", 2, 1);
    assertThatThrownBy(
            () -> {
              try (DuckQuery query = DuckQuery.open(home, options)) {
                Histories.rows(query, "SELECT count(*) FROM range(1000000000) a, range(100000) b");
              }
            })
        .isInstanceOf(UserException.class)
        .hasMessage("the query took longer than 1 s (timeout)");
  }

  @Test
  void keepsToItsMemory() {
    QueryOptions options = new QueryOptions("30MB", 1, 0);
    assertThatThrownBy(
            () -> {
              try (DuckQuery query = DuckQuery.open(home, options)) {
                Histories.rows(query, "SELECT list(a.range) FROM range(50000000) a");
              }
            })
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("Out of Memory Error");
  }

  @Test
  void checksItsOptions() {
    assertThatThrownBy(() -> new QueryOptions("1 GB'; --", 1, 0))
        .hasMessage("memory must be a number with KB, MB, GB or TB: was 1 GB'; --");
    assertThatThrownBy(() -> new QueryOptions("1GB", 0, 0))
        .hasMessage("threads must be >= 1: was 0");
    assertThatThrownBy(() -> new QueryOptions("1GB", 1, -1))
        .hasMessage("timeout must be >= 0: was -1");
  }
}
