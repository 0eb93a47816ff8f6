// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactResult;
import io.weightlapse.history.compact.Compactor;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Times a compaction: {@code CompactRun write|compact HOME [STEPS]}. {@code write} makes a run of
 * 101,210 weights (100 x 1000, 10 x 100, 10 x 10 and biases) whose snapshots take a random walk, so
 * that they compress as badly as real ones. {@code compact} is a process of its own, so that its
 * heap and its peak memory are those of a compaction alone.
 */
final class CompactRun {
  private static final String RUN = "compact-bench";
  private static final int[][] LAYERS = {{100, 1000}, {10, 100}, {10, 10}};

  private CompactRun() {}

  public static void main(String[] args) throws Exception {
    Home home = Home.open(args[1]);
    if (args[0].equals("write")) {
      write(home, Integer.parseInt(args[2]));
    } else {
      compact(home);
    }
  }

  private static void write(Home home, int steps) throws Exception {
    SplittableRandom random = new SplittableRandom(1);
    RunManifest manifest =
        new RunManifest(RUN, ExperimentReader.builtIn("xor"), Instant.now(), "00", Map.of());
    float[][] weights = new float[LAYERS.length][];
    for (int l = 0; l < LAYERS.length; l++) {
      weights[l] = new float[LAYERS[l][0] * LAYERS[l][1]];
      walk(weights[l], random, 0.1f);
    }
    try (HistorySink sink = new HistorySink(home, RUN, "train")) {
      sink.publish(new RunStarted(manifest, Instant.now()));
      for (int step = 0; step < steps; step++) {
        for (int l = 0; l < LAYERS.length; l++) {
          walk(weights[l], random, 0.002f);
          publish(sink, step, "l" + (l + 1), Param.W, LAYERS[l], weights[l].clone());
          float[] bias = new float[LAYERS[l][0]];
          walk(bias, random, 0.1f);
          if (l < 2) {
            publish(sink, step, "l" + (l + 1), Param.B, new int[] {bias.length, 1}, bias);
          }
        }
      }
      sink.publish(new RunEnded(RUN, Instant.now(), RunState.DONE, steps, ""));
    }
  }

  private static void publish(
      HistorySink sink, int step, String layer, Param param, int[] shape, float[] values)
      throws Exception {
    sink.publish(
        Snapshot.whole(RUN, Event.MODEL, step, 0, layer, param, shape[0], shape[1], values));
  }

  private static void walk(float[] values, SplittableRandom random, float scale) {
    for (int i = 0; i < values.length; i++) {
      values[i] += scale * (float) (random.nextDouble() - 0.5);
    }
  }

  private static void compact(Home home) throws Exception {
    CompactOptions options =
        new CompactOptions(
            512 << 20, 2, AsWritten.KEPT, Duration.ZERO, CompactOptions.Unfinished.REFUSE);
    CompactResult r = new Compactor(home, options).compact(RUN, Output.silent(), () -> false);
    double megabytes = r.values() * 4e-6;
    Map<String, Object> result = new TreeMap<>();
    result.put("work", "compact");
    result.put("values", r.values());
    result.put("megabytes", megabytes);
    result.put("written_bytes", r.bytesWritten());
    result.put("seconds", r.seconds());
    result.put("megabytes_per_second", megabytes / r.seconds());
    result.put("heap_megabytes", Runtime.getRuntime().maxMemory() >> 20);
    JsonLine.print(result);
  }
}
