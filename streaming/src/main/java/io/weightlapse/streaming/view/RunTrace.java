// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What every view of a run keeps: the rows it draws, the schedule, the error curve, and the
 * snapshots that are being put together. Events that are of no frame, or do not fit the network,
 * leave no trace; memory is bounded by the number of frames.
 */
final class RunTrace {
  private final RunManifest manifest;
  private final Dataset data;
  private final boolean sampled;
  private final Schedule schedule;
  private final ParameterLayout layout;
  private final double[] curve;
  private final BitSet measured = new BitSet();
  private final BitSet assembled = new BitSet();
  private final Map<Integer, SnapshotAssembly> open = new HashMap<>();

  RunTrace(ViewRun run) {
    Dataset all = run.data();
    this.manifest = run.manifest();
    this.data = Sample.of(all);
    this.sampled = data.rows() < all.rows();
    this.schedule = new Schedule(manifest.experiment(), all.rows(), run.options());
    this.layout = network().layout();
    this.curve = new double[schedule.frames()];
  }

  RunManifest manifest() {
    return manifest;
  }

  Experiment experiment() {
    return manifest.experiment();
  }

  NetworkSpec network() {
    return manifest.experiment().network();
  }

  /** The rows that pictures draw. */
  Dataset data() {
    return data;
  }

  /** Whether {@link #data} is less than the run's own. */
  boolean sampled() {
    return sampled;
  }

  Schedule schedule() {
    return schedule;
  }

  /** Name of the metric that the curve shows. */
  String curveMetric() {
    return network().loss() == Loss.MSE
        ? MetricNames.TRAIN_SUM_SQUARED_ERROR
        : MetricNames.TRAIN_LOSS;
  }

  /** Takes a point of the curve. */
  void accept(Metric metric) {
    int frame = schedule.frameOfEpoch(metric.epoch());
    if (frame >= 0
        && metric.worker() == Event.MODEL
        && curveMetric().equals(metric.name())
        && !measured.get(frame)) {
      measured.set(frame);
      curve[frame] = metric.value();
    }
  }

  /** Takes rows of a snapshot; returns the frame whose parameters are complete with them, or -1. */
  int accept(Snapshot snapshot) {
    int frame = schedule.frameOfStep(snapshot.step());
    if (frame < 0
        || snapshot.worker() != Event.MODEL
        || assembled.get(frame)
        || !SnapshotAssembly.fits(layout, snapshot)) {
      return -1;
    }
    SnapshotAssembly assembly = open.computeIfAbsent(frame, k -> new SnapshotAssembly(layout));
    assembly.add(snapshot);
    return assembly.complete() ? frame : -1;
  }

  /** Hands over the parameters of a frame that {@link #accept(Snapshot)} completed. */
  float[] take(int frame) {
    assembled.set(frame);
    return open.remove(frame).parameters();
  }

  /** Whether a frame's parameters and the curve up to it are there. */
  boolean ready(int frame) {
    return assembled.get(frame) && measured.nextClearBit(0) > frame;
  }

  /** The curve up to and with a frame. */
  double[] curve(int frame) {
    return Arrays.copyOf(curve, frame + 1);
  }

  /** The epochs up to and with a frame. */
  double[] epochs(int frame) {
    double[] epochs = new double[frame + 1];
    Arrays.setAll(epochs, schedule::epoch);
    return epochs;
  }
}
