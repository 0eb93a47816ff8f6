// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.Distribution;
import io.weightlapse.core.event.EvaluationResult;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.event.TrajectoryPoint;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.nn.Param;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Events for tests of the sink. */
final class SinkEvents {
  static final Instant TIME = Instant.parse("2026-11-22T18:45:01.123456Z");

  private SinkEvents() {}

  static RunStarted started(String run, Instant time) {
    return started(run, time, "");
  }

  static RunStarted started(String run, Instant time, String mode) {
    RunManifest manifest =
        new RunManifest(
            run,
            ExperimentReader.builtIn("xor"),
            time,
            "ab12",
            Map.of("weightlapse", "0.1.0"),
            mode);
    return new RunStarted(manifest, time);
  }

  static RunEnded ended(String run, Instant time, long steps) {
    return new RunEnded(run, time, RunState.DONE, steps, "");
  }

  static Metric loss(String run, int worker, long step, double value) {
    return new Metric(run, worker, step, (int) (step / 500), MetricNames.TRAIN_LOSS, value, TIME);
  }

  static LayerStats stats(String run, long step, long fromStep) {
    int[] histogram = new int[Distribution.BINS];
    histogram[0] = 2;
    histogram[63] = 4;
    double[] quantiles = {-2.5, -1, -0.0, 0.1, Double.NaN, 1, 2};
    Distribution values =
        new Distribution(
            7, 1, 0.1, 0.25, -3, Double.POSITIVE_INFINITY, 6, 3, quantiles, 4, histogram);
    return new LayerStats(
        run,
        Event.MODEL,
        step,
        0,
        "l2",
        Param.W,
        values,
        fromStep,
        fromStep < 0 ? Distribution.none() : values,
        5,
        0.125,
        -3.25,
        Double.NaN,
        0.5,
        List.of(0, 3));
  }

  /** One row of a 2 x 3 grid of a neuron's weights. */
  static SurfaceTile neuron(String run, int input1, int row, long survey, float... loss) {
    return new SurfaceTile(
        run,
        500,
        0,
        new NeuronSlice(0, "l1", 0, 0, input1),
        new Axis(-1, 1, 2),
        new Axis(0, 1, 3),
        0.5,
        0.25,
        row,
        1,
        loss,
        new float[] {0.5f, 0.5f, 0.5f},
        2,
        survey);
  }

  static SurfaceTile plane(String run, String name, long survey, float... loss) {
    return new SurfaceTile(
        run,
        500,
        0,
        new NamedSlice(SliceKind.PLANE, name),
        new Axis(-1, 1, 2),
        new Axis(0, 1, 2),
        0,
        0,
        0,
        2,
        loss,
        new float[4],
        1,
        survey);
  }

  static TrajectoryPoint point(String run, long step, long survey, double loss) {
    return new TrajectoryPoint(
        run,
        "plane-filter",
        survey,
        new PathPoint(step, Event.MODEL, 0.5, -0.5, 0.25, loss, Double.NaN));
  }

  static EvaluationResult evaluation(String run) {
    return new EvaluationResult(
        run,
        500,
        0,
        Split.TEST,
        10,
        0.5,
        0.7,
        new double[] {0.75, Double.NaN},
        new double[] {0.6, 0},
        new double[] {2.0 / 3, Double.NaN},
        new long[][] {{3, 2}, {1, 4}});
  }
}
