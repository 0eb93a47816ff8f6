// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.LandscapeBackend;
import io.weightlapse.core.landscape.LandscapeBackends;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneCost;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.landscape.Precision;
import io.weightlapse.core.landscape.ShardPlan;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.history.Home;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.jobs.gpu.TaskDevice;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import scala.runtime.AbstractFunction1;

/** Sums losses over shards at the points of blocks. */
final class SliceTask
    extends AbstractFunction1<scala.collection.Iterator<SliceUnit>, List<SliceUnit.Result>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int PLANES = 4;
  private static final Map<String, Plane> RECENT = new LinkedHashMap<>(); // guarded by itself

  private final String job;
  private final RunManifest manifest;
  private final SliceRecipe recipe;
  private final String home;
  private final DataFolder folder;
  private final Broadcast<float[][]> shared; // null where each step has its own directions
  private final LongAccumulator points; // point x sample shard; null for a measurement

  SliceTask(
      String job,
      RunManifest manifest,
      SliceRecipe recipe,
      SliceRequest request,
      Broadcast<float[][]> shared,
      LongAccumulator points) {
    this.job = job;
    this.manifest = manifest;
    this.recipe = recipe;
    this.home = request.home();
    this.folder = request.data();
    this.shared = shared;
    this.points = points;
  }

  @Override
  public List<SliceUnit.Result> apply(scala.collection.Iterator<SliceUnit> units) {
    List<SliceUnit.Result> results = new ArrayList<>();
    TaskContext context = TaskContext.get();
    // A task that fails while the JVM shuts down is never reported: stopping is no failure.
    while (units.hasNext() && !StopSignal.requested() && !context.isInterrupted()) {
      SliceUnit unit = units.next();
      PlaneCache.Key key =
          new PlaneCache.Key(job, device().orElse(""), unit.step(), unit.series(), unit.shard());
      PlaneCache.Prepared prepared = PlaneCache.take(key, () -> prepare(unit));
      PointSums sums;
      try {
        sums = prepared.shard().evaluate(points(recipe, unit));
      } catch (CancellationException e) {
        prepared.close();
        return results;
      } catch (RuntimeException | Error e) {
        prepared.close();
        throw e;
      }
      PlaneCache.give(key, prepared);
      results.add(new SliceUnit.Result(unit.block(), unit.series(), unit.shard(), sums));
      if (points != null) {
        points.add(sums.count());
      }
    }
    return results;
  }

  /** Where the unit's points lie: all of the block, or its rows for one series of a line. */
  static Points points(SliceRecipe recipe, SliceUnit unit) {
    if (recipe.slice().kind() == SliceKind.LINE) {
      double[] alpha = new double[unit.part().rows()];
      for (int r = 0; r < alpha.length; r++) {
        alpha[r] = recipe.alpha().at(unit.part().row(r));
      }
      return new Points(alpha, new double[alpha.length]);
    }
    return Points.of(recipe.alpha(), recipe.beta(), unit.part().indices(recipe.beta().count()));
  }

  /** What this plane costs where the task runs, over the first shard of the first series. */
  PlaneCost measure(long step) {
    Dataset data = SliceData.of(manifest.experiment(), folder, choice(0));
    Plane plane = plane(step);
    Precision precision = Precision.valueOf(recipe.precision().toUpperCase(Locale.ROOT));
    double[] few = new double[8];
    java.util.Arrays.setAll(few, i -> recipe.alpha().at(i % recipe.alpha().count()));
    try (PlaneEvaluator evaluator = backend().open(plane, precision, 1)) {
      ShardPlan plan = ShardPlan.of(plane.network(), data.rows());
      return PlaneCost.measure(evaluator, data, plan, new Points(few, new double[8]), 0.5);
    }
  }

  /** On the GPU of the task, where one is assigned and something can compute on it. */
  static LandscapeBackend backend() {
    return LandscapeBackends.of(device());
  }

  private static Optional<String> device() {
    return TaskDevice.current().map(device -> device.addresses().get(0));
  }

  private DataChoice choice(int series) {
    return new DataChoice(recipe.series().get(series), recipe.samples(), recipe.seed());
  }

  private PlaneCache.Prepared prepare(SliceUnit unit) {
    Dataset data = SliceData.of(manifest.experiment(), folder, choice(unit.series()));
    Plane plane = plane(unit.step());
    ShardPlan plan = ShardPlan.of(plane.network(), data.rows());
    Precision precision = Precision.valueOf(recipe.precision().toUpperCase(Locale.ROOT));
    PlaneEvaluator evaluator = backend().open(plane, precision, 1);
    PlaneEvaluator.Shard shard =
        evaluator.prepare(data, plan.from(unit.shard()), plan.to(unit.shard()));
    long bytes = 12L * plan.shardRows() * plane.network().layers().get(0).units();
    return new PlaneCache.Prepared(evaluator, shard, bytes);
  }

  /** The plane at a step; its parameters are read once by several tasks. */
  private Plane plane(long step) {
    synchronized (RECENT) {
      String key = job + "/" + step;
      Plane plane = RECENT.remove(key);
      plane = plane == null ? read(step) : plane;
      RECENT.put(key, plane);
      if (RECENT.size() > PLANES) {
        RECENT.remove(RECENT.keySet().iterator().next());
      }
      return plane;
    }
  }

  private Plane read(long step) {
    try {
      Home opened = Home.open(home);
      Slices slices = new Slices(opened, manifest.run());
      float[][] directions =
          shared != null
              ? shared.value()
              : slices
                  .directions(recipe.slice(), step)
                  .orElseThrow(() -> new IOException("no directions of step " + step));
      Optional<float[]> fixed = slices.origin(recipe.slice());
      float[] origin =
          fixed.isPresent()
              ? fixed.get()
              : new SnapshotReader(opened, manifest.run(), manifest.experiment().network())
                  .parameters(step);
      return new Plane(
          manifest.experiment().network(),
          origin,
          directions[0],
          directions.length > 1 ? directions[1] : null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
