// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewindWritersTest {
  private static final String RUN = "run-1";

  @TempDir Path folder;

  private Home home() {
    return Home.open(folder.toString());
  }

  private static void publish(HistorySink sink, int worker, long from, long to) throws IOException {
    for (long step = from; step <= to; step++) {
      float[] values = {step, Float.NaN, -step, worker};
      sink.publish(Snapshot.whole(RUN, worker, step, 7, "l1", Param.W, 2, 2, values));
      sink.publish(new Metric(RUN, worker, step, 7, "loss", step / 3.0, Instant.EPOCH));
    }
  }

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    String weights = home().weightsFolder(RUN) + "/layer=l1";
    for (String file : StepMerge.files(home(), weights)) {
      try (TableReader t =
          new TableReader(
              home().store().input(file), Tables.WEIGHTS, "step", "worker", "neuron", "values")) {
        while (t.next()) {
          long step = t.getLong(0);
          int worker = t.getInt(1);
          int neuron = t.getInt(2);
          assertThat(t.getFloats(3))
              .containsExactly(
                  neuron == 0 ? new float[] {step, Float.NaN} : new float[] {-step, worker});
          rows.add("w" + worker + " " + step + "/" + neuron);
        }
      }
    }
    for (String file : StepMerge.files(home(), home().metricsFolder(RUN))) {
      try (TableReader t =
          new TableReader(
              home().store().input(file), Tables.METRICS, "step", "worker", "name", "value")) {
        while (t.next()) {
          long step = t.getLong(0);
          rows.add("w" + t.getInt(1) + " " + t.getString(2) + " " + step);
          assertThat(t.getDouble(3)).isEqualTo(step / 3.0);
        }
      }
    }
    return rows;
  }

  @Test
  void onlyThoseWritersLoseOnlyWhatIsBeyondTheStep() throws IOException {
    try (HistorySink sink = new HistorySink(home(), RUN, "worker-0-from-0")) {
      publish(sink, 0, 1, 3);
    }
    try (HistorySink sink = new HistorySink(home(), RUN, "worker-0-from-2")) {
      publish(sink, 0, 4, 5);
    }
    try (HistorySink sink = new HistorySink(home(), RUN, "worker-1-from-0")) {
      publish(sink, 1, 2, 3);
    }
    Rewind.to(home(), RUN, "worker-0-", 2);
    assertThat(rows())
        .containsExactlyInAnyOrder(
            "w0 1/0",
            "w0 1/1",
            "w0 2/0",
            "w0 2/1",
            "w0 loss 1",
            "w0 loss 2",
            "w1 2/0",
            "w1 2/1",
            "w1 3/0",
            "w1 3/1",
            "w1 loss 2",
            "w1 loss 3");
    assertThat(
            Files.exists(folder.resolve("metrics/run=" + RUN + "/worker-0-from-2-00000.parquet")))
        .isFalse();
    Rewind.to(home(), RUN, "worker-0-", 2); // again: nothing is left to do
    assertThat(rows()).hasSize(12);
  }

  @Test
  void writersOfThenPublishNoMore() throws IOException {
    HistorySink paused = new HistorySink(home(), RUN, "worker-0-from-0");
    publish(paused, 0, 1, 2);
    paused.flush();
    publish(paused, 0, 3, 4);
    Rewind.to(home(), RUN, "worker-0-", 1);
    assertThatThrownBy(paused::flush)
        .hasMessage("writer worker-0-from-0 of run run-1 has been taken over by a later attempt");
    paused.abort();
    assertThat(rows()).containsExactlyInAnyOrder("w0 1/0", "w0 1/1", "w0 loss 1");
  }
}
