// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.core.training.LayerStatistics;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes the run that queries are timed on: {@code QueryRun HOME STEPS [RAW]}. 101,210 weights (l2
 * and l3 of {@code mnist-mlp} with their biases, the weights of l4) take a random walk, so that
 * they compress as badly as real ones; their statistics are stored as a training does. RAW gets the
 * same values as plain little-endian floats, step after step, for the other sides.
 */
final class QueryRun {
  /** The run's id. */
  static final String RUN = "bench";

  /** What is kept of each step, in this order: layer, W or b, rows, columns. */
  private record Block(String layer, Param param, int rows, int cols) {}

  private static final Block[] BLOCKS = {
    new Block("l2", Param.W, 100, 1000),
    new Block("l2", Param.B, 100, 1),
    new Block("l3", Param.W, 10, 100),
    new Block("l3", Param.B, 10, 1),
    new Block("l4", Param.W, 10, 10),
  };

  private QueryRun() {}

  public static void main(String[] args) throws Exception {
    long steps = Long.parseLong(args[1]);
    SplittableRandom random = new SplittableRandom(1);
    float[][] weights = new float[BLOCKS.length][];
    int count = 0;
    for (int b = 0; b < BLOCKS.length; b++) {
      weights[b] = new float[BLOCKS[b].rows() * BLOCKS[b].cols()];
      count += weights[b].length;
      walk(weights[b], random, 0.1f);
    }
    double seconds;
    try (DataOutputStream raw = args.length > 2 ? raw(Path.of(args[2])) : null) {
      seconds = Repeats.seconds(() -> write(Home.open(args[0]), steps, weights, random, raw));
    }
    JsonLine.print(Map.of("weights", count, "steps", steps, "seconds", seconds));
  }

  private static DataOutputStream raw(Path file) throws Exception {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20));
  }

  private static void walk(float[] weights, SplittableRandom random, float by) {
    for (int i = 0; i < weights.length; i++) {
      weights[i] += by * (float) (random.nextDouble() - 0.5);
    }
  }

  private static void write(
      Home home, long steps, float[][] weights, SplittableRandom random, DataOutputStream raw)
      throws Exception {
    Instant now = Instant.now();
    RunManifest manifest =
        new RunManifest(RUN, ExperimentReader.builtIn("mnist-mlp"), now, "none", Map.of());
    ParameterLayout layout = manifest.experiment().network().layout();
    LayerStatistics statistics = new LayerStatistics();
    try (HistorySink sink = new HistorySink(home, RUN, "train")) {
      sink.publish(new RunStarted(manifest, now));
      for (long step = 0; step < steps; step++) {
        for (int b = 0; b < BLOCKS.length; b++) {
          Block block = BLOCKS[b];
          sink.publish(
              Snapshot.whole(
                  RUN,
                  Event.MODEL,
                  step,
                  0,
                  block.layer(),
                  block.param(),
                  block.rows(),
                  block.cols(),
                  weights[b]));
          sink.publish(
              statistics.of(
                  RUN,
                  Event.MODEL,
                  step,
                  0,
                  layout.find(block.layer(), block.param()),
                  weights[b].clone(),
                  LayerStatistics.Updates.UNKNOWN,
                  null));
          if (raw != null) {
            ByteBuffer bytes =
                ByteBuffer.allocate(4 * weights[b].length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(weights[b]);
            raw.write(bytes.array());
          }
          walk(weights[b], random, 0.001f);
        }
        sink.publish(
            new Metric(RUN, Event.MODEL, step, 0, MetricNames.TRAIN_LOSS, 1.0 / (step + 1), now));
      }
      sink.publish(new RunEnded(RUN, Instant.now(), RunState.DONE, steps, ""));
    }
  }
}
