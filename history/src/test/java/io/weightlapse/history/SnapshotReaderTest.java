// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotReaderTest {
  private final NetworkSpec network = ExperimentReader.builtIn("xor").network();

  @TempDir Path folder;

  private float[] flat(long step) {
    float[] flat = new float[network.layout().size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = step + i / 1000f;
    }
    return flat;
  }

  private void publish(HistorySink sink, int worker, long step, int blocks) throws IOException {
    for (ParameterBlock b : network.layout().blocks().subList(0, blocks)) {
      float[] values = Arrays.copyOfRange(flat(step), b.offset(), b.offset() + b.size());
      if (worker != Event.MODEL) {
        Arrays.fill(values, 99);
      }
      sink.publish(
          Snapshot.whole(
              "xor-1",
              worker,
              step,
              (int) step,
              b.layerName(),
              b.param(),
              b.rows(),
              b.cols(),
              values));
    }
  }

  private SnapshotReader reader() throws IOException {
    int all = network.layout().blocks().size();
    Home home = Home.open(folder.toString());
    try (HistorySink sink = new HistorySink(home, "xor-1", "train")) {
      for (long step : new long[] {0, 10, 20}) {
        publish(sink, Event.MODEL, step, all);
        publish(sink, 0, step + 1, all);
      }
      publish(sink, Event.MODEL, 30, 1);
    }
    return new SnapshotReader(home, "xor-1", network);
  }

  @Test
  void readsTheFlatVectorOfTheModel() throws IOException {
    SnapshotReader reader = reader();
    assertThat(reader.steps()).containsExactly(0L, 10L, 20L);
    assertThat(reader.parameters(10)).isEqualTo(flat(10));
    assertThat(reader.parameters(0)).isEqualTo(flat(0));
    assertThat(reader.epoch(20)).isEqualTo(20);
  }

  @Test
  void namesTheNearestSteps() throws IOException {
    SnapshotReader reader = reader();
    assertThatThrownBy(() -> reader.parameters(11))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "run xor-1 has no snapshot of every layer at step 11; the nearest stored are 10 and 20");
    assertThatThrownBy(() -> reader.parameters(30))
        .hasMessageEndingWith("the nearest stored are 20");
    SnapshotReader none = new SnapshotReader(Home.open(folder.toString()), "none", network);
    assertThatThrownBy(() -> none.parameters(0)).hasMessageEndingWith(": it has none in " + folder);
  }
}
