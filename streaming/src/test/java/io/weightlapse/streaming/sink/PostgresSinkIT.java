// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import static io.weightlapse.streaming.consume.TestKafka.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.metric.MetricCatalogue;
import io.weightlapse.core.metric.MetricDefinition;
import io.weightlapse.core.util.UserException;
import io.weightlapse.local.EmbeddedDatabase;
import io.weightlapse.streaming.consume.TestKafka;
import io.weightlapse.streaming.metrics.MetricsServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSinkIT {
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir static Path temp;

  private static TestKafka kafka;
  private static TestDatabase database;

  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

  @BeforeAll
  static void start() throws IOException {
    kafka = new TestKafka();
    database = new TestDatabase(temp.resolve("postgres"));
  }

  @AfterAll
  static void stop() throws IOException {
    database.close();
    kafka.close();
  }

  private PostgresSink sink() {
    SinkSettings settings =
        SinkSettings.of(kafka.bootstrap(), Map.of(), temp.resolve("home"), database.target());
    return new PostgresSink(
        settings,
        new SinkListener() {
          @Override
          public void problem(String line) {
            problems.add(line);
          }
        });
  }

  @Test
  void storesEveryKindOfEventOnceHoweverOftenItComes() throws Exception {
    String run = "all-kinds";
    List<Event> events =
        List.of(
            SinkEvents.started(run, SinkEvents.TIME),
            SinkEvents.loss(run, -1, 499, 0.1 + 0.2),
            SinkEvents.loss(run, -1, 500, Double.NaN),
            SinkEvents.loss(run, 0, 500, Double.POSITIVE_INFINITY),
            SinkEvents.loss(run, 1, 500, Double.NEGATIVE_INFINITY),
            SinkEvents.stats(run, 0, -1),
            SinkEvents.stats(run, 500, 0),
            SinkEvents.neuron(run, 1, 0, 7, 1, Float.NaN, Float.POSITIVE_INFINITY),
            SinkEvents.neuron(run, 1, 1, 7, 4, 5, 6),
            SinkEvents.plane(run, "filter", 3, 1, 2, 3, 4),
            SinkEvents.plane(run, "filter2", 3, 1, 2, 3, 4),
            SinkEvents.point(run, 0, 3, Double.NaN),
            SinkEvents.point(run, 500, 3, 0.25),
            SinkEvents.evaluation(run),
            SinkEvents.ended(run, SinkEvents.TIME.plusSeconds(9), 500));
    try (PostgresSink sink = sink().start()) {
      kafka.publish(events);
      kafka.publish(events); // as after a retry
      kafka.publish(new Message(Topics.METRICS, run, Map.of("v", "1"), new byte[] {1}));
      Metric nul = new Metric(run, -1, 1, 0, "train.\u0000", 1, SinkEvents.TIME);
      kafka.publish(List.of(nul, SinkEvents.loss(run, -1, 500, Double.NaN)));
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(sink.stats().deadLetters()).isEqualTo(2);
    }
    assertThat(problems).hasSize(2).anyMatch(p -> p.contains("0x00"));
    try (Stream<Path> files = Files.list(temp.resolve("home/deadletter"))) {
      assertThat(files).hasSizeGreaterThanOrEqualTo(4); // value and reason of both
    }
    String of = " WHERE run = '" + run + "'";
    assertThat(
            database.rows(
                "SELECT experiment, state, steps, epochs, parameters, seed, mode, message,"
                    + " extract(epoch FROM ended - started), manifest->>'run' FROM runs"
                    + of))
        .containsExactly("xor done 500 601 21 0 distributed  9.000000 all-kinds");
    assertThat(
            database.rows(
                "SELECT worker, step, epoch, name, value FROM metrics" + of + " ORDER BY 1, 2"))
        .containsExactly(
            "-1 499 0 train.loss 0.30000000000000004",
            "-1 500 1 train.loss NaN",
            "0 500 1 train.loss Infinity",
            "1 500 1 train.loss -Infinity");
    assertThat(database.rows("SELECT DISTINCT extract(epoch FROM time) FROM metrics" + of))
        .containsExactly("1795373101.123456");
    assertThat(
            database.rows(
                "SELECT step, kind, count, not_finite, max, q01, q50, from_step, update_ratio,"
                    + " change_ratio, dead_units FROM layer_stats"
                    + of
                    + " ORDER BY 1, 2 DESC"))
        .containsExactly(
            "0 values 7 1 Infinity -2.5 0.1 null -3.25 NaN {0,3}",
            "500 values 7 1 Infinity -2.5 0.1 null -3.25 NaN {0,3}",
            "500 change 7 1 Infinity -2.5 0.1 0 null null null");
    assertThat(
            database.rows(
                "SELECT bucket, low, high, count FROM histograms"
                    + of
                    + " AND step = 0 ORDER BY 1"))
        .containsExactly("0 -4 -3.875 2", "63 3.875 4 4");
    assertThat(
            database.rows(
                "SELECT i, j, alpha, beta, loss, accuracy, state FROM surfaces"
                    + of
                    + " AND slice = 'neurons-l1-n0-w0-w1' ORDER BY 1, 2"))
        .containsExactly(
            "0 0 -1 0 1 0.5 ok",
            "0 1 -1 0.5 NaN 0.5 nan",
            "0 2 -1 1 Infinity 0.5 inf",
            "1 0 1 0 4 0.5 ok",
            "1 1 1 0.5 5 0.5 ok",
            "1 2 1 1 6 0.5 ok");
    assertThat(database.rows("SELECT count(*), count(DISTINCT slice) FROM surfaces" + of))
        .containsExactly("14 3");
    assertThat(
            database.rows(
                "SELECT step, alpha, beta, residual, loss, accuracy FROM trajectory"
                    + of
                    + " ORDER BY 1"))
        .containsExactly("0 0.5 -0.5 0.25 NaN NaN", "500 0.5 -0.5 0.25 0.25 NaN");
    assertThat(
            database.rows(
                "SELECT split, class, support, loss, precision, recall, confusion FROM evaluation"
                    + of
                    + " ORDER BY class"))
        .containsExactly(
            "test -1 10 0.5 null null null",
            "test 0 5 null 0.75 0.6 {3,2}",
            "test 1 5 null NaN 0 {1,4}");
  }

  @Test
  void newerSurveysReplaceOlderOnesAndLateOnesAreLeftOut() throws Exception {
    String run = "surveys";
    try (PostgresSink sink = sink().start()) {
      kafka.publish(
          List.of(
              SinkEvents.neuron(run, 1, 0, 7, 1, 2, 3),
              SinkEvents.neuron(run, 1, 1, 7, 1, 2, 3),
              SinkEvents.plane(run, "a", 7, 1, 2, 3, 4),
              SinkEvents.plane(run, "a-b", 7, 1, 2, 3, 4),
              SinkEvents.point(run, 0, 7, 1),
              SinkEvents.point(run, 500, 7, 1)));
      assertThat(sink.drain(LONG)).isTrue();
      kafka.publish(List.of(SinkEvents.neuron(run, 2, 0, 8, 4, 5, 6)));
      kafka.publish(List.of(SinkEvents.neuron(run, 1, 1, 7, 9, 9, 9))); // late
      kafka.publish(List.of(SinkEvents.plane(run, "a", 8, 5, 6, 7, 8)));
      kafka.publish(List.of(SinkEvents.point(run, 500, 8, 2), SinkEvents.point(run, 0, 7, 9)));
      assertThat(sink.drain(LONG)).isTrue();
    }
    assertThat(
            database.rows(
                "SELECT slice, survey, count(*), sum(loss) FROM surfaces WHERE run = 'surveys'"
                    + " GROUP BY 1, 2 ORDER BY 1"))
        .containsExactly("neurons-l1-n0-w0-w2 8 3 15", "plane-a 8 4 26", "plane-a-b 7 4 10");
    assertThat(database.rows("SELECT step, survey, loss FROM trajectory WHERE run = 'surveys'"))
        .containsExactly("500 8 2");
  }

  /** A killed process, another sink that joins and leaves, a server that goes away in between. */
  @Test
  void losesAndDoublesNothingThroughKillsRebalancesAndRestarts() throws Exception {
    String run = "chaos";
    int steps = 6_000;
    AtomicLong published = new AtomicLong();
    Thread publisher =
        new Thread(
            () -> {
              for (int step = 0; step < steps; step++) {
                kafka.publish(SinkEvents.loss(run, -1, step, step));
                if (step % 50 == 0) {
                  kafka.publish(SinkEvents.plane(run, "p" + step, 1, 1, 2, 3, 4));
                  int before = step / 2;
                  kafka.publish(SinkEvents.loss(run, -1, before, before)); // again
                  kafka.flush();
                  pause(40);
                }
                published.set(step + 1);
              }
              kafka.flush();
            });
    Process killed = process();
    try (PostgresSink first = sink().start()) {
      publisher.start();
      until("first rows", 600, () -> count(run) > 100);
      killed.destroyForcibly();
      long before = count(run);
      until("more rows", 600, () -> count(run) > before || published.get() == steps);
      database.restart(); // transactions under way are rolled back
      try (PostgresSink second = sink().start()) {
        until(
            "the second one's turn",
            120,
            () -> first.stats().lag() == 0 || published.get() == steps);
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE application_name = 'weightlapse'");
        second.check();
      }
      publisher.join();
      assertThat(first.drain(LONG)).isTrue();
      first.check();
    } finally {
      killed.destroyForcibly();
      publisher.join();
    }
    assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(
            database.rows(
                "SELECT count(*), count(DISTINCT step), sum(value), min(step), max(step) FROM"
                    + " metrics WHERE run = 'chaos'"))
        .containsExactly(
            steps + " " + steps + " " + (long) steps * (steps - 1) / 2 + " 0 " + (steps - 1));
    assertThat(database.rows("SELECT count(*), sum(loss) FROM surfaces WHERE run = 'chaos'"))
        .containsExactly(4 * (steps / 50) + " " + 10 * (steps / 50));
    Map<String, Long> ends = new TreeMap<>();
    for (Map.Entry<TopicPartition, Long> e : kafka.ends().entrySet()) {
      if (SinkLoop.TOPICS.contains(e.getKey().topic()) && e.getValue() > 0) {
        ends.put(e.getKey().toString() + " " + e.getValue(), e.getValue());
      }
    }
    assertThat(
            database.rows(
                "SELECT topic || '-' || partition || ' ' || next_offset FROM sink_offsets"))
        .containsExactlyInAnyOrderElementsOf(ends.keySet());
  }

  private Process process() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            SinkProcess.class.getName(),
            kafka.bootstrap(),
            database.target().url(),
            temp.resolve("home").toString())
        .redirectErrorStream(true)
        .redirectOutput(temp.resolve("process.log").toFile())
        .start();
  }

  private static long count(String run) {
    try {
      return Long.parseLong(
          database.rows("SELECT count(*) FROM metrics WHERE run = '" + run + "'").get(0));
    } catch (SQLException e) {
      return -1; // the tables are being made, or the server restarts
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whoWasOvertakenStoresNothing() throws Exception {
    Migrations.run(database.target());
    SinkOffsets.Place place = new SinkOffsets.Place("topic-id", "t", 0);
    SinkCounters counters = new SinkCounters();
    try (PostgresWriter zombie = new PostgresWriter(database.target(), counters);
        PostgresWriter owner = new PostgresWriter(database.target(), counters)) {
      List<Event> events = List.of(SinkEvents.loss("fenced", -1, 1, 1));
      List<Event> late = List.of(SinkEvents.loss("fenced", -1, 2, 2));
      assertThat(owner.write(events, moves(place, SinkOffsets.NONE, 5), (i, why) -> {}))
          .isEqualTo(PostgresWriter.Outcome.COMMITTED);
      for (long from : new long[] {SinkOffsets.NONE, 4, 6}) {
        assertThat(zombie.write(late, moves(place, from, 9), (i, why) -> {}))
            .isEqualTo(PostgresWriter.Outcome.OVERTAKEN);
      }
      assertThat(database.rows("SELECT step FROM metrics WHERE run = 'fenced'"))
          .containsExactly("1");
      assertThat(database.rows("SELECT next_offset FROM sink_offsets WHERE topic_id = 'topic-id'"))
          .containsExactly("5");
      assertThat(zombie.write(late, moves(place, 5, 9), (i, why) -> {}))
          .isEqualTo(PostgresWriter.Outcome.COMMITTED);
    }
    database.execute("DELETE FROM sink_offsets WHERE topic_id = 'topic-id'");
  }

  /** As if another sink had had the partition meanwhile, and begun anew. */
  @Test
  void whoWasOvertakenGoesOnWhereTheDatabaseSays() throws Exception {
    String run = "overtaken";
    String count = "SELECT count(*), sum(value) FROM metrics WHERE run = 'overtaken'";
    try (PostgresSink sink = sink().start()) {
      publishLosses(run, 0, 100);
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(database.rows(count)).containsExactly("100 4950");
      database.execute(
          "DELETE FROM metrics WHERE run = 'overtaken'; UPDATE sink_offsets SET next_offset = 0"
              + " WHERE topic = 'weightlapse.metrics'");
      publishLosses(run, 100, 150);
      until("all rows again", 600, () -> count(run) == 150);
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(database.rows(count)).containsExactly("150 11175");
      assertThat(sink.stats().overtaken()).isPositive();
      assertThat(problems)
          .contains("postgres: another sink has moved on: reading its offsets again");
    }
  }

  private static void publishLosses(String run, int from, int to) {
    for (int step = from; step < to; step++) {
      kafka.publish(SinkEvents.loss(run, -1, step, step));
    }
    kafka.flush();
  }

  private static Map<SinkOffsets.Place, PostgresWriter.Move> moves(
      SinkOffsets.Place place, long from, long to) {
    return Map.of(place, new PostgresWriter.Move(from, to));
  }

  @Test
  void aTrainingThatGoesOnIsRunningAgain() throws Exception {
    String run = "resumed";
    try (PostgresSink sink = sink().start()) {
      kafka.publish(
          List.of(
              SinkEvents.ended(run, SinkEvents.TIME.plusSeconds(5), 10),
              SinkEvents.started(run, SinkEvents.TIME))); // in the wrong order
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(state(run)).isEqualTo("done 10 t");
      kafka.publish(List.of(SinkEvents.started(run, SinkEvents.TIME.plusSeconds(60))));
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(state(run)).isEqualTo("running 10 f");
      kafka.publish(List.of(SinkEvents.loss(run, -1, 25, 1)));
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(state(run)).isEqualTo("running 25 f");
      assertThat(database.rows("SELECT mode FROM runs WHERE run = 'resumed'"))
          .containsExactly("single");
    }
  }

  /** The manifest says it; what is seen of workers is for manifests that do not. */
  @Test
  void theModeIsTheManifests() throws Exception {
    try (PostgresSink sink = sink().start()) {
      kafka.publish(
          List.of(
              SinkEvents.started("told-averaging", SinkEvents.TIME, "averaging"),
              SinkEvents.loss("told-averaging", 0, 1, 1),
              SinkEvents.loss("told-late", 0, 1, 1),
              SinkEvents.loss("untold", 0, 1, 1)));
      assertThat(sink.drain(LONG)).isTrue();
      kafka.publish(
          List.of(
              SinkEvents.loss("told-averaging", 0, 2, 1),
              SinkEvents.started("told-late", SinkEvents.TIME, "sharing"),
              SinkEvents.started("untold", SinkEvents.TIME)));
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(database.rows("SELECT run, mode FROM runs WHERE run ~ '^(un)?told' ORDER BY run"))
          .containsExactly("told-averaging averaging", "told-late sharing", "untold distributed");
    }
  }

  private static String state(String run) throws SQLException {
    return database
        .rows("SELECT state, steps, ended IS NOT NULL FROM runs WHERE run = '" + run + "'")
        .get(0);
  }

  @Test
  void thinsOutOldRunsAndNoOthers() throws Exception {
    Migrations.run(database.target());
    database.execute(
        "INSERT INTO runs (run, state, ended) VALUES ('old', 'done', now() - interval '31 days'),"
            + " ('new', 'done', now())");
    for (String run : List.of("old", "new")) {
      database.execute(
          "INSERT INTO metrics SELECT '"
              + run
              + "', -1, s * 7, 0, n, s, now() FROM generate_series(0, 24) s, (VALUES ('a'), ('b'))"
              + " v(n)");
      database.execute(
          "INSERT INTO histograms SELECT '"
              + run
              + "', -1, s, 'l1', 'W', 'values', b, 0, 1, 1 FROM generate_series(0, 24) s,"
              + " generate_series(0, 2) b");
    }
    try (Connection connection = database.target().connect()) {
      connection.setAutoCommit(false);
      assertThat(Thinner.due(connection, new Retention(30, 10))).containsExactly("old");
      assertThat(Thinner.thin(connection, "old", 10))
          .containsEntry("metrics", 42L)
          .containsEntry("histograms", 63L)
          .containsEntry("layer_stats", 0L);
      connection.commit();
      assertThat(Thinner.due(connection, new Retention(30, 10))).isEmpty();
    }
    assertThat(
            database.rows("SELECT step FROM metrics WHERE run = 'old' AND name = 'b' ORDER BY 1"))
        .containsExactly("0", "70", "140", "168"); // the last one stays
    assertThat(
            database.rows(
                "SELECT run, count(*) FROM histograms WHERE run IN ('old', 'new') GROUP BY 1 ORDER"
                    + " BY 1"))
        .containsExactly("new 75", "old 12");
  }

  @Test
  void theReadRoleReadsAndNothingElse() throws Exception {
    Migrations.run(database.target());
    Migrations.run(database.target()); // again: nothing to do
    String url = database.target().url().replace("user=postgres", "user=weightlapse_read");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.executeQuery("SELECT count(*) FROM metrics"); // the role's search path
      for (String sql :
          List.of(
              "DELETE FROM metrics",
              "SET default_transaction_read_only = off; DELETE FROM metrics",
              "CREATE TABLE weightlapse.mine (i int)")) {
        assertThatThrownBy(() -> statement.execute(sql))
            .hasMessageMatching("(?s).*(read-only transaction|permission denied).*");
      }
    }
    assertThat(
            database
                .rows(
                    "SELECT setconfig::text FROM pg_db_role_setting s JOIN pg_roles r ON r.oid ="
                        + " setrole WHERE rolname = 'weightlapse_read'")
                .get(0))
        .contains("statement_timeout=30s");
  }

  @Test
  void prometheusSeesTheSinkByTheNamesOfTheCatalogue() throws Exception {
    try (MetricsServer server = new MetricsServer("127.0.0.1", 0);
        PostgresSink sink = sink()) {
      sink.bind(server.registry());
      server
          .live(sink::check)
          .ready(
              () -> {
                if (!sink.ready()) {
                  throw new IOException("not ready");
                }
              })
          .start();
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(503);
      sink.start();
      kafka.publish(List.of(SinkEvents.loss("seen", -1, 1, 1)));
      assertThat(sink.drain(LONG)).isTrue();
      assertThat(get(server, "/health/ready").statusCode()).isEqualTo(200);
      String text = get(server, "/metrics").body();
      assertThat(text)
          .containsPattern("weightlapse_sink_rows_total[{]table=\"metrics\"[}] [1-9]")
          .containsPattern("weightlapse_sink_transactions_total[{]outcome=\"committed\"[}] [1-9]")
          .contains("weightlapse_sink_connected 1.0", "jvm_memory_used_bytes");
      List<String> catalogue =
          MetricCatalogue.pipeline().stream()
              .map(MetricDefinition::name)
              .filter(n -> n.startsWith("weightlapse_sink_"))
              .toList();
      List<String> shown =
          text.lines()
              .filter(l -> l.startsWith("# TYPE weightlapse_"))
              .map(l -> l.split(" ")[2].replaceFirst("_max$", ""))
              .distinct()
              .toList();
      assertThat(shown).containsExactlyInAnyOrderElementsOf(catalogue);
    }
  }

  private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void saysInOneLineWhatIsWrongWithTheServer() {
    PostgresTarget nobody = new PostgresTarget("jdbc:postgresql://127.0.0.1:1/db", "me", "s3cret");
    assertThatThrownBy(() -> Migrations.run(nobody))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("postgres: jdbc:postgresql://127.0.0.1:1/db: Connection to")
        .hasMessageNotContaining("s3cret")
        .hasNoCause();
    assertThatThrownBy(() -> new EmbeddedDatabase(temp.resolve("postgres"), 0).start())
        .hasMessage(
            "postgres: folder " + temp.resolve("postgres") + " is in use by another process");
  }
}
