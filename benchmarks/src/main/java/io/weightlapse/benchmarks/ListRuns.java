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
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Times a listing of many runs: {@code ListRuns HOME N}. Each run has weights of every layer and
 * metrics, and has ended. A listing that keeps nothing of the one before, and one that does.
 */
final class ListRuns {
  private static final int ROUNDS = 40;

  private ListRuns() {}

  public static void main(String[] args) throws Exception {
    Home home = Home.open(args[0]);
    int runs = Integer.parseInt(args[1]);
    Experiment experiment = ExperimentReader.builtIn("xor");
    Instant now = Instant.now().minusSeconds(3600);
    for (int i = 0; i < runs; i++) {
      write(home, new RunManifest("xor-" + i, experiment, now.plusMillis(i), "00", Map.of()));
    }
    double[] anew = new double[ROUNDS];
    double[] again = new double[ROUNDS];
    Runs kept = new Runs(home);
    for (int round = 0; round < ROUNDS; round++) {
      anew[round] = millis(new Runs(home), runs);
      again[round] = millis(kept, runs);
    }
    Map<String, Object> result = new TreeMap<>();
    result.put("work", "runs");
    result.put("runs", runs);
    result.put("first_ms", anew[0]);
    result.put("anew_ms", median(anew));
    result.put("again_ms", median(again));
    JsonLine.print(result);
  }

  private static double millis(Runs runs, int expected) throws Exception {
    long begin = System.nanoTime();
    int found = runs.list().size();
    double millis = (System.nanoTime() - begin) / 1e6;
    if (found != expected) {
      throw new IllegalStateException("runs must be " + expected + ": were " + found);
    }
    return millis;
  }

  /** The median of the second half: the first warms up. */
  private static double median(double[] millis) {
    double[] warm = Arrays.copyOfRange(millis, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  private static void write(Home home, RunManifest manifest) throws Exception {
    String run = manifest.run();
    Instant now = manifest.created();
    try (HistorySink sink = new HistorySink(home, run, "train")) {
      sink.publish(new RunStarted(manifest, now));
      for (ParameterBlock b : manifest.experiment().network().layout().blocks()) {
        float[] values = new float[b.size()];
        sink.publish(
            Snapshot.whole(
                run, Event.MODEL, 0, 0, b.layerName(), b.param(), b.rows(), b.cols(), values));
      }
      sink.publish(new Metric(run, Event.MODEL, 0, 0, MetricNames.TRAIN_LOSS, 0.5, now));
      sink.publish(new RunEnded(run, now, RunState.DONE, 1, ""));
    }
  }
}
