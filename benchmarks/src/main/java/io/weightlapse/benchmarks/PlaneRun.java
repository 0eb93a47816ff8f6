// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.CpuBackend;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.landscape.Precision;
import io.weightlapse.core.landscape.ShardPlan;
import io.weightlapse.core.landscape.direction.Direction;
import io.weightlapse.core.landscape.direction.Directions;
import io.weightlapse.core.landscape.direction.Normalisation;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.training.Training;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Computes a plane of the MNIST network over the test images, around the initial weights of its
 * seed along two random filter-normalised directions, and prints seconds and values. Usage: {@code
 * GRID THREADS ROUNDS [FILE]}; FILE gets origin, directions, images and classes as little-endian
 * float32, one after the other, for the other side.
 */
final class PlaneRun {
  private PlaneRun() {}

  public static void main(String[] args) throws IOException {
    int side = Integer.parseInt(args[0]);
    int threads = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Experiment e = ExperimentReader.builtIn("mnist-mlp");
    Dataset data = DataSets.load(e, Split.TEST, DataFolder.current()).orElseThrow();
    NetworkSpec network = e.network();
    Plane plane = plane(e);
    if (args.length > 3) {
      write(Path.of(args[3]), plane, data);
    }
    Axis axis = new Axis(-1, 1, side);
    Points points = Points.rows(axis, axis, 0, side);
    List<Double> seconds = new ArrayList<>();
    PointSums sums = PointSums.zero(points.count());
    for (int round = 0; round < rounds; round++) {
      long begin = System.nanoTime();
      try (PlaneEvaluator evaluator = new CpuBackend().open(plane, Precision.FLOAT, threads)) {
        sums = evaluator.evaluate(data, ShardPlan.of(network, data.rows()), points);
      }
      seconds.add((System.nanoTime() - begin) / 1e9);
    }
    double[] loss = new double[points.count()];
    double[] accuracy = new double[points.count()];
    for (int i = 0; i < loss.length; i++) {
      loss[i] = sums.meanLoss(i);
      accuracy[i] = sums.accuracy(i);
    }
    JsonLine.print(
        Map.of(
            "work", "plane",
            "samples", data.rows(),
            "threads", threads,
            "seconds", seconds,
            "loss", loss,
            "accuracy", accuracy));
  }

  private static Plane plane(Experiment e) {
    float[] origin = Training.initialParameters(e);
    float[][] ab = new float[2][];
    for (int which = 0; which < 2; which++) {
      Direction d = Directions.random(e.network(), 1, which);
      ab[which] =
          d.normalised(Normalisation.FILTER, Normalisation.Biases.ZERO, e.network(), origin)
              .values();
    }
    return new Plane(e.network(), origin, ab[0], ab[1]);
  }

  private static void write(Path file, Plane plane, Dataset data) throws IOException {
    float[] labels = new float[data.rows()];
    for (int r = 0; r < labels.length; r++) {
      labels[r] = data.label(r);
    }
    try (var out = Files.newOutputStream(file)) {
      for (float[] part :
          new float[][] {plane.origin(), plane.a(), plane.b(), data.features(), labels}) {
        ByteBuffer bytes =
            ByteBuffer.allocate(part.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(part);
        out.write(bytes.array());
      }
    }
  }
}
