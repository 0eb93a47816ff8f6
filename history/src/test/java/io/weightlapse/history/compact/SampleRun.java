// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/** Runs of the XOR network with made-up weights; the same step always has the same values. */
public final class SampleRun {
  public static final String RUN = "sample";
  static final NetworkSpec NETWORK = ExperimentReader.builtIn("xor").network();

  private SampleRun() {}

  public static RunStarted started() {
    RunManifest manifest =
        new RunManifest(
            RUN,
            ExperimentReader.builtIn("xor"),
            Instant.parse("2026-11-22T18:45:01Z"),
            "00ff",
            Map.of("weightlapse", "0.1.0"));
    return new RunStarted(manifest, Instant.parse("2026-11-22T18:45:02Z"));
  }

  public static RunEnded ended() {
    return new RunEnded(RUN, Instant.parse("2026-11-22T18:46:00Z"), RunState.STOPPED, 2, "stopped");
  }

  /** One block of a snapshot: bits of every kind, NaNs with payloads included. */
  static Snapshot snapshot(int worker, long step, ParameterBlock b) {
    SplittableRandom random = new SplittableRandom(step * 31 + worker * 7L + b.offset());
    float[] values = new float[b.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(random.nextInt());
    }
    return Snapshot.whole(
        RUN, worker, step, (int) (step / 10), b.layerName(), b.param(), b.rows(), b.cols(), values);
  }

  /** Writes snapshots of the model, with the start, and the end. */
  public static void write(Home home, String writer, long from, long to, long every)
      throws IOException {
    try (HistorySink sink = new HistorySink(home, RUN, writer)) {
      sink.publish(started());
      for (long step = from; step < to; step += every) {
        for (ParameterBlock b : NETWORK.layout().blocks()) {
          sink.publish(snapshot(Event.MODEL, step, b));
        }
      }
      sink.publish(ended());
    }
  }
}
