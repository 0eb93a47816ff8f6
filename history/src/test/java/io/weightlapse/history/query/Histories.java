// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small runs to ask about, and their rows as texts. */
final class Histories {
  static final NetworkSpec NETWORK = ExperimentReader.builtIn("xor").network();
  static final Instant TIME = Instant.parse("2026-11-22T10:00:00.5Z");

  /** Not evenly spaced. */
  static final long[] STEPS = {0, 1, 2, 5, 10, 20, 21};

  private Histories() {}

  static RunStarted started(String run) {
    return new RunStarted(
        new RunManifest(run, ExperimentReader.builtIn("xor"), TIME, "hash", Map.of()), TIME);
  }

  /** The parameters at a step; some are not finite. */
  static float[] parameters(long step) {
    SplittableRandom random = new SplittableRandom(step);
    float[] flat = new float[NETWORK.layout().size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) random.nextDouble(-1, 1);
    }
    if (step == 5) {
      flat[0] = Float.NaN;
      flat[1] = Float.POSITIVE_INFINITY;
    }
    return flat;
  }

  /** The snapshot of one tensor. */
  static Snapshot snapshot(String run, int worker, long step, ParameterBlock b, float[] flat) {
    float[] values = Arrays.copyOfRange(flat, b.offset(), b.offset() + b.size());
    return Snapshot.whole(
        run, worker, step, (int) (step / 10), b.layerName(), b.param(), b.rows(), b.cols(), values);
  }

  static Metric loss(String run, long step) {
    return new Metric(run, Event.MODEL, step, 0, MetricNames.TRAIN_LOSS, 1.0 / (step + 1), TIME);
  }

  static void publish(HistorySink sink, String run, long step) throws IOException {
    for (ParameterBlock b : NETWORK.layout().blocks()) {
      sink.publish(snapshot(run, Event.MODEL, step, b, parameters(step)));
    }
    sink.publish(loss(run, step));
  }

  /** A finished run, with a worker's snapshots, which differ, beside the model's. */
  static void write(Home home, String run) throws IOException {
    try (HistorySink sink = new HistorySink(home, run, "train")) {
      sink.publish(started(run));
      for (long step : STEPS) {
        publish(sink, run, step);
        for (ParameterBlock b : NETWORK.layout().blocks()) {
          sink.publish(snapshot(run, 3, step, b, parameters(step + 1000)));
        }
      }
      sink.publish(new RunEnded(run, TIME.plusSeconds(9), RunState.DONE, 21, ""));
    }
  }

  /** The rows that a query gives, each as its cells with commas. */
  static List<String> rows(Home home, String sql) throws IOException {
    try (DuckQuery query = DuckQuery.open(home, QueryOptions.defaults())) {
      return rows(query, sql);
    }
  }

  static List<String> rows(DuckQuery query, String sql) throws IOException {
    List<String> rows = new ArrayList<>();
    query.run(
        sql,
        Long.MAX_VALUE,
        new RowSink() {
          @Override
          public void begin(List<String> columns) {}

          @Override
          public void row(Object[] cells) {
            rows.add(String.join(",", Arrays.stream(cells).map(String::valueOf).toList()));
          }

          @Override
          public void end() {}
        });
    return rows;
  }
}
