// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import io.weightlapse.core.data.Split;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.nn.Param;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One event of each kind, always the same. */
final class EventCodecSamples {
  private static final String RUN = "xor-20261122-184501-3f2a";
  private static final Instant TIME = Instant.parse("2026-11-22T18:45:01.123456Z");

  private EventCodecSamples() {}

  /** Surfaces of version 2. */
  static List<Event> slices() {
    return List.of(EventSinkContract.lattice(500), EventSinkContract.line(0));
  }

  static List<Event> events() {
    RunManifest manifest =
        new RunManifest(
            RUN, ExperimentReader.builtIn("xor"), TIME, "ab12", Map.of("weightlapse", "0.1.0"));
    float nan = Float.intBitsToFloat(0x7fa12345); // signalling, with a payload
    return List.of(
        new RunStarted(manifest, TIME),
        new Snapshot(
            RUN,
            -1,
            0,
            -1,
            "l1",
            Param.W,
            0,
            2,
            3,
            0,
            1,
            new float[] {nan, -0f, Float.POSITIVE_INFINITY, Float.MIN_VALUE, 1.5f, -2e30f}),
        new Snapshot(RUN, 3, 7, 0, "l2", Param.B, 4, 1, 1, 2, 5, new float[] {0.1f}),
        new Snapshot(RUN, -1, 8, 0, "l3", Param.B, 0, 0, 1, 0, 1, new float[0]),
        new Metric(RUN, -1, 7, 0, MetricNames.TRAIN_LOSS, 0.1 + 0.2, TIME),
        new Metric(RUN, 0, 8, 1, MetricNames.TRAIN_LOSS, Double.NaN, TIME),
        new Metric(RUN, 0, 9, 1, MetricNames.TRAIN_LOSS, Double.NEGATIVE_INFINITY, TIME),
        new Metric(RUN, 0, 9, 1, MetricNames.TRAIN_LOSS, -0.0, TIME),
        new SurfaceTile(
            RUN,
            500,
            0,
            new NeuronSlice(1, "l2", 1, 0, 1),
            new Axis(-5, 5, 7),
            new Axis(-0.1, 0.2, 2),
            0.123456789012345,
            Double.NaN,
            3,
            2,
            new float[] {1, 2, nan, 4},
            new float[] {0.5f, 0.25f, -0f, 1},
            7),
        new RunEnded(RUN, TIME, RunState.FAILED, 300_500, "loss \"NaN\"\n\u00e9"),
        stats(),
        new TrajectoryPoint(
            RUN,
            "plane-filter.0",
            1_234_567_890_123L,
            new PathPoint(500, 3, -0.0, 1e-300, 0.25, Double.NaN, Double.POSITIVE_INFINITY)),
        new EvaluationResult(
            RUN,
            500,
            7,
            Split.VALIDATION,
            13,
            0.5,
            Double.NaN,
            new double[] {1, Double.NaN},
            new double[] {0.1 + 0.2, 0},
            new double[] {0.4, Double.NaN},
            new long[][] {{3, 1}, {9_007_199_254_740_993L, 0}}),
        new EvaluationResult(
            RUN,
            1,
            0,
            Split.TEST,
            2,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            new double[0],
            new double[0],
            new double[0],
            new long[0][]));
  }

  private static LayerStats stats() {
    int[] histogram = new int[Distribution.BINS];
    histogram[0] = 2;
    histogram[32] = 1_000_000;
    double[] quantiles = {-2.5, -1, -0.0, 0.1, Double.NaN, 1, 2};
    Distribution values =
        new Distribution(1_000_003, 1, 0.1, 0.25, -3, 2, 1e6, 1e3, quantiles, 4, histogram);
    return new LayerStats(
        RUN,
        -1,
        8,
        0,
        "l2",
        Param.W,
        values,
        -1,
        Distribution.none(),
        1,
        0.125,
        -3.25,
        Double.NaN,
        0.5,
        List.of(0, 3));
  }
}
