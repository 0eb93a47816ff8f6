// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.TrajectoryPoint;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.landscape.Precision;
import io.weightlapse.core.landscape.ShardPlan;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.landscape.direction.Direction;
import io.weightlapse.core.landscape.direction.DirectionPair;
import io.weightlapse.core.landscape.direction.Projection;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.SnapshotVectors;
import io.weightlapse.history.TrajectoryTable;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import io.weightlapse.jobs.kafka.KafkaSink;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Where every stored snapshot of every worker lies on a slice, and its true loss. Tasks take ranges
 * of steps; a snapshot is done by one task, whole.
 */
final class TrajectoryJob {
  /** What the loss is over; null where it is not wanted. */
  private record Losses(
      DataFolder folder, DataChoice choice, String precision, LongAccumulator done)
      implements Serializable {}

  private TrajectoryJob() {}

  /**
   * How many steps' snapshots are to be placed: none where each step has directions of its own, for
   * then no coordinates hold for all, and none where all are stored already.
   */
  static int missing(Home home, RunManifest manifest, SliceRecipe recipe) throws IOException {
    if (recipe.use() == DirectionUse.OWN) {
      return 0;
    }
    List<Long> steps = new SnapshotVectors(home, manifest).steps();
    Set<Long> stored = new HashSet<>();
    for (PathPoint p : new TrajectoryTable(home, manifest.run(), recipe.slice()).read()) {
      stored.add(p.step());
    }
    return stored.containsAll(steps) ? 0 : steps.size();
  }

  /**
   * Computes and stores the trajectory on a slice with shared directions, then tells Kafka of it.
   *
   * @param kafka null without Kafka
   */
  static KafkaReport run(
      JavaSparkContext spark,
      SliceRequest request,
      RunManifest manifest,
      SliceInfo info,
      KafkaSettings kafka,
      Output out)
      throws IOException {
    SliceRecipe recipe = info.recipe();
    Home home = Home.open(request.home());
    Slices slices = new Slices(home, request.run());
    NetworkSpec network = manifest.experiment().network();
    Optional<float[]> fixed = slices.origin(recipe.slice());
    float[] origin =
        fixed.isPresent()
            ? fixed.get()
            : new SnapshotReader(home, request.run(), network).parameters(recipe.originStep());
    TrajectoryTable table = new TrajectoryTable(home, request.run(), recipe.slice());
    long begin = System.nanoTime();
    float[][] directions = slices.directions(recipe.slice()).orElseThrow();
    LongAccumulator done = spark.sc().longAccumulator("snapshots");
    Losses losses =
        new Losses(
            request.data(),
            new DataChoice(recipe.series().get(0), recipe.samples(), recipe.seed()),
            recipe.precision(),
            done);
    List<PathPoint> points =
        TaskProgress.during(
            spark,
            "trajectory",
            done,
            null,
            out.progress(
                "trajectory", "snapshots", new SnapshotVectors(home, manifest).steps().size()),
            () -> {
              try {
                return places(spark, request.home(), manifest, origin, directions, losses);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    StopSignal.check();
    table.write(points);
    out.line(
        String.format(
            Locale.ROOT,
            "%s of %s: trajectory of %,d snapshots in %.2f s",
            recipe.slice().id(),
            request.run(),
            points.size(),
            (System.nanoTime() - begin) / 1e9));
    return tell(kafka, request.run(), info, points);
  }

  private static KafkaReport tell(
      KafkaSettings kafka, String run, SliceInfo info, List<PathPoint> points) {
    if (kafka == null) {
      return KafkaReport.NONE;
    }
    KafkaSink sink = new KafkaSink(kafka);
    try (sink) {
      String slice = info.recipe().slice().id();
      points.forEach(p -> sink.publish(new TrajectoryPoint(run, slice, info.survey(), p)));
    }
    return sink.report(); // closing waited for the broker
  }

  /** Where the snapshots lie, without their losses. */
  static List<PathPoint> places(
      JavaSparkContext spark,
      String home,
      RunManifest manifest,
      float[] origin,
      float[][] directions)
      throws IOException {
    return places(spark, home, manifest, origin, directions, null);
  }

  private static List<PathPoint> places(
      JavaSparkContext spark,
      String home,
      RunManifest manifest,
      float[] origin,
      float[][] directions,
      Losses losses)
      throws IOException {
    List<Long> steps = new SnapshotVectors(Home.open(home), manifest).steps();
    int tasks = Math.max(1, Math.min(steps.size(), 2 * spark.defaultParallelism()));
    List<List<Long>> ranges = new ArrayList<>();
    for (int t = 0; t < tasks; t++) {
      int from = (int) ((long) t * steps.size() / tasks);
      int to = (int) ((long) (t + 1) * steps.size() / tasks);
      ranges.add(new ArrayList<>(steps.subList(from, to)));
    }
    Broadcast<float[][]> vectors =
        spark.broadcast(
            directions.length > 1
                ? new float[][] {origin, directions[0], directions[1]}
                : new float[][] {origin, directions[0]});
    try {
      Function<List<Long>, List<PathPoint>> task =
          range -> range(home, manifest, vectors.value(), losses, range);
      List<PathPoint> points = new ArrayList<>();
      spark.parallelize(ranges, tasks).map(task).collect().forEach(points::addAll);
      points.sort(Comparator.comparingInt(PathPoint::worker).thenComparingLong(PathPoint::step));
      return points;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (e instanceof UserException user) {
        throw user;
      }
      throw new UserException("trajectory failed: " + Causes.line(e), 1, e);
    } finally {
      vectors.destroy();
    }
  }

  private static List<PathPoint> range(
      String home, RunManifest manifest, float[][] vectors, Losses losses, List<Long> steps)
      throws IOException {
    Direction a = Direction.of("a", vectors[1]);
    Projection projection =
        vectors.length > 2
            ? Projection.of(vectors[0], DirectionPair.of(a, Direction.of("b", vectors[2])))
            : Projection.of(vectors[0], a);
    List<PathPoint> points = new ArrayList<>();
    new SnapshotVectors(Home.open(home), manifest)
        .deliver(
            steps,
            (step, worker, parameters) -> {
              if (StopSignal.requested()) {
                return;
              }
              Projection.Place place = projection.place(parameters);
              double[] loss = {Double.NaN, Double.NaN};
              if (losses != null) {
                loss = loss(manifest, losses, parameters);
                losses.done().add(1);
              }
              points.add(
                  new PathPoint(
                      step,
                      worker,
                      place.alpha(),
                      place.beta(),
                      place.residual(),
                      loss[0],
                      loss[1]));
            });
    return points;
  }

  /** Loss and accuracy by the very arithmetic of the surfaces, at the point 0 of a still line. */
  private static double[] loss(RunManifest manifest, Losses losses, float[] parameters) {
    NetworkSpec network = manifest.experiment().network();
    Dataset data = SliceData.of(manifest.experiment(), losses.folder(), losses.choice());
    Plane still = Plane.line(network, parameters, new float[parameters.length]);
    Precision precision = Precision.valueOf(losses.precision().toUpperCase(Locale.ROOT));
    try (PlaneEvaluator evaluator = SliceTask.backend().open(still, precision, 1)) {
      PointSums sums =
          evaluator.evaluate(
              data, ShardPlan.of(network, data.rows()), new Points(new double[1], new double[1]));
      return new double[] {sums.meanLoss(0), sums.accuracy(0)};
    }
  }
}
