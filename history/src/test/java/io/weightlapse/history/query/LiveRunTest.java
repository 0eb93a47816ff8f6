// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queries while a run is being written: whole steps, always. */
class LiveRunTest {
  private static final int QUERIES = 25;

  @TempDir Path folder;

  @Test
  void everyQuerySeesAWholePrefix() throws Exception {
    Home home = Home.open(folder.toString());
    AtomicBoolean stop = new AtomicBoolean();
    var writers = Executors.newSingleThreadExecutor();
    try {
      Future<Long> writer = writers.submit(() -> write(home, stop));
      long last = -1;
      int layers = Histories.NETWORK.layers().size();
      int weights = Histories.NETWORK.layout().size();
      int grown = 0;
      for (int i = 0; (i < QUERIES || grown < 5) && !writer.isDone(); i++) {
        try (DuckQuery query = DuckQuery.open(home, QueryOptions.defaults())) {
          for (int again = 0; again < 2; again++) { // flushes go on beneath an open session
            List<String> rows =
                Histories.rows(
                    query,
                    "SELECT coalesce(max(step), -1), count(*), count(DISTINCT layer),"
                        + " count(DISTINCT step), sum(CASE WHEN isnan(value) THEN 1 END) FROM weights");
            long step = Long.parseLong(rows.get(0).split(",")[0]);
            assertThat(rows.get(0))
                .isEqualTo(
                    step < 0
                        ? "-1,0,0,0,null"
                        : String.join(
                            ",",
                            Long.toString(step),
                            Long.toString((step + 1) * weights),
                            Integer.toString(layers),
                            Long.toString(step + 1),
                            step < 5 ? "null" : "1"));
            assertThat(Histories.rows(query, "SELECT coalesce(max(step), -1) FROM metrics"))
                .containsExactly(Long.toString(step));
            assertThat(step).isGreaterThanOrEqualTo(last);
            grown += step > last ? 1 : 0;
            last = step;
          }
        }
      }
      stop.set(true);
      assertThat(writer.get()).isGreaterThanOrEqualTo(last);
      assertThat(grown).isGreaterThanOrEqualTo(5);
    } finally {
      stop.set(true);
      writers.shutdown();
    }
  }

  private static long write(Home home, AtomicBoolean stop) throws Exception {
    try (HistorySink sink = new HistorySink(home, "r1", "train")) {
      sink.publish(Histories.started("r1"));
      long step = 0;
      for (; !stop.get(); step++) {
        Histories.publish(sink, "r1", step);
        if (step % 3 == 2) {
          sink.flush();
        }
      }
      return step;
    }
  }
}
