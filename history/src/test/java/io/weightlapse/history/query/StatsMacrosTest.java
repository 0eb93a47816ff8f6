// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Distribution;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.nn.Param;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsMacrosTest {
  @TempDir Path folder;

  private static LayerStats stats(String layer, long step, List<Integer> dead) {
    double share = dead == null ? Double.NaN : dead.size() / 4.0;
    Distribution values =
        new Distribution(
            8, 1, 0.5, 0.25, -1, 1, 4, 2, new double[] {1, 2, 3, 4, 5, 6, 7}, 2, new int[64]);
    return new LayerStats(
        "r1",
        Event.MODEL,
        step,
        0,
        layer,
        Param.W,
        values,
        step - 1,
        Distribution.none(),
        1,
        0.5,
        -3,
        0.001,
        share,
        dead == null ? List.of() : dead);
  }

  @Test
  void deadUnitsComeFromTheStatistics() throws IOException {
    Home home = Home.open(folder.toString());
    try (HistorySink sink = new HistorySink(home, "r1", "train")) {
      sink.publish(Histories.started("r1"));
      sink.publish(stats("l1", 0, List.of(1)));
      sink.publish(stats("l2", 0, List.of(3)));
      sink.publish(stats("l1", 10, List.of(1, 2, 3)));
      sink.publish(stats("l1", 15, null)); // not measured
      sink.publish(stats("l1", 20, List.of(1, 3)));
      sink.publish(stats("l1", 30, List.of(1, 2, 3)));
      sink.publish(stats("l3", 30, List.of()));
      sink.publish(new RunEnded("r1", Histories.TIME, RunState.DONE, 30, ""));
    }
    try (DuckQuery query = DuckQuery.open(home, QueryOptions.defaults())) {
      assertThat(Histories.rows(query, "FROM dead_neurons('r1', 19)"))
          .containsExactly("l1,1,10", "l1,2,10", "l1,3,10", "l2,3,0");
      assertThat(Histories.rows(query, "FROM dead_neurons('r1', 0)"))
          .containsExactly("l1,1,0", "l2,3,0");
      assertThat(Histories.rows(query, "FROM deaths('r1')"))
          .containsExactly("l1,1,0", "l1,2,30", "l1,3,10", "l2,3,0");
      assertThat(
              Histories.rows(
                  query,
                  "SELECT run, step, layer, param, count, mean, q50, change_histogram[64],"
                      + " dead_fraction, dead_units FROM layer_stats WHERE layer = 'l1' AND step > 15"
                      + " ORDER BY step"))
          .containsExactly(
              "r1,20,l1,W,8,0.5,4.0,0,0.5,[1, 3]", "r1,30,l1,W,8,0.5,4.0,0,0.75,[1, 2, 3]");
    }
  }
}
