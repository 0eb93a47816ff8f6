// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactResult;
import io.weightlapse.history.manage.Fsck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompactJobIT {
  @TempDir Path folder;

  private static List<String> snapshots(Home home) throws IOException {
    MemorySink memory = new MemorySink();
    new HistorySource(home, "r").deliver(memory::publish);
    List<String> all = new ArrayList<>();
    for (Snapshot s : memory.events(Snapshot.class)) {
      int[] bits = new int[s.values().length];
      Arrays.setAll(bits, i -> Float.floatToRawIntBits(s.values()[i]));
      all.add(s.step() + s.layer() + s.param() + s.epoch() + Arrays.toString(bits));
    }
    return all;
  }

  @Test
  void tasksGiveWhatOneMachineGives() throws IOException {
    Home home = Home.open(folder.toString());
    var experiment = ExperimentReader.builtIn("xor");
    SplittableRandom random = new SplittableRandom(3);
    try (HistorySink sink = new HistorySink(home, "r", "train")) {
      sink.publish(
          new RunStarted(
              new RunManifest("r", experiment, Instant.EPOCH, "00", Map.of()), Instant.EPOCH));
      for (int step = 0; step < 500; step++) {
        for (ParameterBlock b : experiment.network().layout().blocks()) {
          float[] values = new float[b.size()];
          for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
          }
          sink.publish(
              Snapshot.whole(
                  "r", Event.MODEL, step, 0, b.layerName(), b.param(), b.rows(), b.cols(), values));
        }
      }
      sink.publish(new RunEnded("r", Instant.EPOCH, RunState.DONE, 500, ""));
    }
    List<String> before = snapshots(home);
    assertThat(before).hasSize(500 * 8);
    CompactOptions options =
        new CompactOptions(
            64 << 20, 1, AsWritten.REPLACED, Duration.ZERO, CompactOptions.Unfinished.REFUSE);
    RecordedOutput out = new RecordedOutput();
    try (JavaSparkContext spark = LocalContext.open()) {
      CompactResult result = CompactJob.run(spark, folder.toString(), "r", options, out);
      assertThat(result.layers()).isEqualTo(4);
      assertThat(result.values()).isEqualTo(500L * experiment.network().layout().size());
      assertThat(CompactSettings.line(result))
          .startsWith("r compacted: 4 layers, 10,500 values, ")
          .endsWith(", checksums agree; 4 old files deleted");
    }
    assertThat(home.names("weights/run=r/layer=l1")).isEmpty();
    assertThat(snapshots(home)).isEqualTo(before);
    assertThat(new Fsck(home, Fsck.Depth.ROWS, Fsck.Mode.LOOK).check("r")).isEmpty();
  }
}
