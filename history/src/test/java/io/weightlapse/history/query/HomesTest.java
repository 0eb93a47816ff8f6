// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Homes of every kind: empty, oddly named, resumed, in the middle of a run. */
class HomesTest {
  @TempDir Path folder;

  @Test
  void anEmptyHomeHasEveryViewWithItsTypes() throws IOException {
    Home home = Home.open(folder.resolve("none").toString());
    for (String view :
        List.of("runs", "metrics", "neurons", "weights", "surfaces", "layer_stats", "trajectory")) {
      assertThat(Histories.rows(home, "SELECT count(*) FROM " + view)).containsExactly("0");
    }
    for (String macro :
        List.of(
            "path('r', 'l1', 0, 0)",
            "snapshot('r', 'l1', 0)",
            "changes('r', 'l1', 0, 1)",
            "step_changes('r', 'l1', 0, 1)",
            "histogram('r', 'l1', 0, 10)",
            "change_histogram('r', 'l1', 0, 1, 10)",
            "top_changes('r', 3)",
            "dead_neurons('r', 3)",
            "deaths('r')")) {
      assertThat(Histories.rows(home, "FROM " + macro)).as(macro).isEmpty();
    }
    assertThat(
            Histories.rows(
                home,
                "SELECT column_name, column_type FROM (DESCRIBE weights)"
                    + " UNION ALL SELECT column_name, column_type FROM (DESCRIBE metrics)"))
        .containsExactly(
            "run,VARCHAR",
            "worker,INTEGER",
            "step,BIGINT",
            "layer,VARCHAR",
            "neuron,INTEGER",
            "input,INTEGER",
            "value,FLOAT",
            "run,VARCHAR",
            "worker,INTEGER",
            "step,BIGINT",
            "epoch,INTEGER",
            "name,VARCHAR",
            "value,DOUBLE",
            "time,TIMESTAMP");
    assertThat(folder.resolve("none")).doesNotExist();
    assertThat(Histories.rows(home, DuckQuery.DESCRIBE))
        .anyMatch(row -> row.startsWith("weights,one row a weight and snapshot"))
        .anyMatch(row -> row.startsWith("path,path(run, layer, neuron, input): step, value"))
        .noneMatch(row -> row.startsWith("_"));
    assertThat(Histories.rows(home, DuckQuery.describe("path"))).hasSize(1);
    assertThat(Histories.rows(home, DuckQuery.describe("weights"))).contains("value,FLOAT");
  }

  @Test
  void anyFolderCanBeAHome() throws IOException {
    Home home = Home.open(folder.resolve("it's [a] ho*me?/run=x/layer=y").toString());
    Histories.write(home, "r1");
    Histories.write(home, "1e5"); // stays a text
    assertThat(Histories.rows(home, "SELECT DISTINCT run, layer FROM weights ORDER BY ALL"))
        .startsWith("1e5,l1")
        .contains("r1,l1")
        .hasSize(2 * Histories.NETWORK.layers().size());
    Files.createDirectories(folder.resolve("it's [a] ho*me?/run=x/layer=y/runs/a'; DROP TABLE x"));
    assertThat(Histories.rows(home, "SELECT count(*) FROM runs")).containsExactly("2");
    assertThat(
            Histories.rows(
                home,
                "SELECT run, experiment, state, steps, loss, created, updated FROM runs WHERE run ="
                    + " 'r1'"))
        .containsExactly(
            "r1,xor,done,21," + 1.0 / 22 + ",2026-11-22T10:00:00.500,2026-11-22T10:00:09.500");
    assertThat(Histories.rows(home, "SELECT time FROM metrics LIMIT 1"))
        .containsExactly("2026-11-22T10:00:00.500");
  }

  @Test
  void escapedLayersKeepTheirNames() throws IOException {
    Home home = Home.open(folder.toString());
    String layer = "a b/c'd=%é";
    try (HistorySink sink = new HistorySink(home, "r", "train")) {
      sink.publish(Histories.started("r"));
      sink.publish(Snapshot.whole("r", Event.MODEL, 0, 0, layer, Param.W, 1, 1, new float[] {7}));
      sink.publish(new RunEnded("r", Histories.TIME, RunState.DONE, 0, ""));
    }
    assertThat(Histories.rows(home, "SELECT layer, value FROM weights"))
        .containsExactly(layer + ",7.0");
    assertThat(Histories.rows(home, "FROM path('r', 'a b/c''d=%é', 0, 0)"))
        .containsExactly("0,7.0,null");
  }

  @Test
  void whatAResumedRunWroteAgainCountsOnce() throws IOException {
    Home home = Home.open(folder.toString());
    Histories.write(home, "r1");
    try (HistorySink sink = new HistorySink(home, "r1", "train-from-10")) {
      for (long step : new long[] {20, 21, 22}) {
        Histories.publish(sink, "r1", step);
      }
    }
    assertThat(Histories.rows(home, "SELECT step FROM path('r1', 'l1', 0, 0)"))
        .containsExactly("0", "1", "2", "5", "10", "20", "21", "22");
    assertThat(Histories.rows(home, "SELECT step FROM metrics ORDER BY step"))
        .containsExactly("0", "1", "2", "5", "10", "20", "21", "22");
  }

  @Test
  void aRunThatGoesOnEndsAtItsLastFlush() throws IOException {
    Home home = Home.open(folder.toString());
    try (HistorySink sink = new HistorySink(home, "r1", "train")) {
      sink.publish(Histories.started("r1"));
      for (long step = 0; step <= 3; step++) {
        Histories.publish(sink, "r1", step);
      }
      String weights = "SELECT max(step), count(DISTINCT layer) FROM weights";
      assertThat(Histories.rows(home, weights)).containsExactly("null,0");
      sink.flush();
      int layers = Histories.NETWORK.layers().size();
      assertThat(Histories.rows(home, weights)).containsExactly("3," + layers);
      // As after a crash between two layers' files: what the flush had said counts.
      Files.writeString(
          folder.resolve("runs/r1/progress.json"), "{\"version\":1,\"steps\":2,\"whole\":2}");
      assertThat(Histories.rows(home, weights)).containsExactly("2," + layers);
      assertThat(Histories.rows(home, "SELECT max(step) FROM metrics")).containsExactly("2");
      assertThat(Histories.rows(home, "SELECT max(step) FROM neurons")).containsExactly("2");
      sink.publish(new RunEnded("r1", Histories.TIME, RunState.DONE, 3, ""));
      assertThat(Histories.rows(home, weights)).containsExactly("3," + layers);
    }
  }

  @Test
  void otherFileSystemsAreForSpark() {
    Home home = Home.open("hdfs://127.0.0.1:1/wl");
    assertThatThrownBy(() -> DuckQuery.open(home, QueryOptions.defaults()))
        .hasMessage(
            "engine duckdb reads a home on this machine: was hdfs://127.0.0.1:1/wl; --engine spark"
                + " reads it");
  }

  @Test
  void leavesNoTemporaryFiles() throws IOException {
    Home home = Home.open(folder.toString());
    Histories.write(home, "r1");
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (DuckQuery query = DuckQuery.open(home, QueryOptions.defaults())) {
      assertThat(Histories.rows(query, "SELECT 1")).containsExactly("1");
    }
    long pid = ProcessHandle.current().pid();
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(
              left.filter(p -> p.getFileName().toString().startsWith("weightlapse-query-" + pid)))
          .isEmpty();
    }
  }
}
