// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.TrainingSpec;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.nn.ParameterBlock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The events of a run over the XOR network whose weights walk at random; always the same. */
final class SyntheticRun {
  private static final Instant TIME = Instant.parse("2026-11-22T18:45:01Z");

  final String run;
  final RunManifest manifest;
  final List<Event> training = new ArrayList<>();
  final List<Event> surfaces = new ArrayList<>();

  SyntheticRun(String run, int epochs) {
    this.run = run;
    Experiment xor = ExperimentReader.builtIn("xor");
    TrainingSpec t = xor.training();
    Experiment experiment =
        new Experiment(
            xor.name(),
            xor.title(),
            xor.description(),
            xor.data(),
            xor.network(),
            xor.init(),
            new TrainingSpec(t.seed(), epochs, t.batch(), t.shuffle(), t.optimiser()),
            xor.snapshots(),
            xor.metrics(),
            xor.frames(),
            xor.landscape());
    manifest = new RunManifest(run, experiment, TIME, "ab", Map.of());
    Random random = new Random(run.hashCode());
    training.add(new RunStarted(manifest, TIME));
    float[] weights = new float[experiment.network().layout().size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = random.nextFloat() - 0.5f;
    }
    List<NeuronSlice> slices = experiment.landscape().slices(experiment.network());
    for (int epoch = 0; epoch < epochs; epoch++) {
      long step = experiment.stepAtEndOf(epoch, experiment.data().rows());
      for (int i = 0; i < weights.length; i++) {
        weights[i] += 0.05f * (random.nextFloat() - 0.5f);
      }
      for (ParameterBlock b : experiment.network().layout().blocks()) {
        float[] values = new float[b.size()];
        System.arraycopy(weights, b.offset(), values, 0, values.length);
        training.add(
            Snapshot.whole(
                run,
                Event.MODEL,
                step,
                epoch,
                b.layerName(),
                b.param(),
                b.rows(),
                b.cols(),
                values));
      }
      double error = 500.0 / (1 + epoch);
      training.add(
          new Metric(
              run, Event.MODEL, step, epoch, MetricNames.TRAIN_SUM_SQUARED_ERROR, error, TIME));
      if (experiment.frames().contains(epoch)) {
        for (NeuronSlice slice : slices) {
          surfaces.add(tile(experiment, slice, step, epoch, slices.size(), random));
        }
      }
    }
    long steps = experiment.stepAtEndOf(epochs - 1, experiment.data().rows());
    training.add(new RunEnded(run, TIME.plusSeconds(60), RunState.DONE, steps, ""));
  }

  /** The same surfaces as another survey computes them: over other offsets. */
  List<Event> resurveyed(long survey) {
    Random random = new Random(survey);
    Axis axis = new Axis(-1, 1, 5);
    List<Event> tiles = new ArrayList<>();
    for (Event event : surfaces) {
      SurfaceTile t = (SurfaceTile) event;
      tiles.add(tile(axis, axis, t.slice(), t.step(), t.epoch(), t.tiles(), random, survey));
    }
    return tiles;
  }

  private SurfaceTile tile(
      Experiment e, NeuronSlice slice, long step, int epoch, int tiles, Random random) {
    return tile(e.landscape().alpha(), e.landscape().beta(), slice, step, epoch, tiles, random, 0);
  }

  private SurfaceTile tile(
      Axis alpha,
      Axis beta,
      Slice slice,
      long step,
      int epoch,
      int tiles,
      Random random,
      long survey) {
    int rows = alpha.count();
    int cols = beta.count();
    float[] loss = new float[rows * cols];
    float[] accuracy = new float[rows * cols];
    for (int i = 0; i < loss.length; i++) {
      loss[i] = random.nextFloat();
      accuracy[i] = random.nextFloat();
    }
    return new SurfaceTile(
        run, step, epoch, slice, alpha, beta, 0.1, -0.1, 0, rows, loss, accuracy, tiles, survey);
  }
}
