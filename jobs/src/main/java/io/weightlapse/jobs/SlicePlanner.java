// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Turns a request into a slice whose recipe and directions are stored: those that are there where
 * the recipe is the same, else new ones.
 */
final class SlicePlanner {
  /** A slice ready to be computed at some steps. */
  record Plan(SliceInfo info, List<Long> steps, boolean resumed) {}

  private final JavaSparkContext spark;
  private final SliceRequest request;
  private final RunManifest manifest;
  private final SnapshotReader snapshots;
  private final Slices slices;
  private final DirectionMaker maker;

  SlicePlanner(JavaSparkContext spark, SliceRequest request, RunManifest manifest, Output out) {
    Home home = Home.open(request.home());
    this.spark = spark;
    this.request = request;
    this.manifest = manifest;
    this.snapshots = new SnapshotReader(home, request.run(), manifest.experiment().network());
    this.slices = new Slices(home, request.run());
    this.maker = new DirectionMaker(spark, request, manifest, snapshots, out);
  }

  Plan plan() throws IOException {
    List<String> names =
        DirectionNames.of(request.directions(), request.kind() == SliceKind.LINE ? 1 : 2);
    List<Long> steps = steps(names);
    long origin = steps.get(steps.size() - 1);
    NamedSlice slice =
        new NamedSlice(
            request.kind(),
            request.name() != null
                ? request.name()
                : DirectionNames.slice(request.directions(), request.choice(), request.samples()));
    Optional<SliceInfo> stored = slices.info(slice);
    DirectionMaker.Made made = null;
    Axis[] ends = ends(names);
    if (ends == null) { // of pca: as far as the trajectory goes
      made = maker.at(origin, names);
      ends = trajectory(origin, made);
    }
    SliceRecipe recipe = recipe(slice, ends, origin);
    if (stored.isPresent() && sameBut(stored.get().recipe(), recipe)) {
      return new Plan(with(stored.get(), steps, names), steps, true);
    }
    if (request.mode() == SliceRequest.Mode.RESUME) {
      throw new UserException(
          stored.isEmpty()
              ? "--resume: run " + request.run() + " has no slice " + slice.id()
              : "--resume: slice "
                  + slice.id()
                  + " was surveyed with other options: "
                  + difference(stored.get().recipe(), recipe));
    }
    slices.clear(slice);
    SliceInfo info =
        new SliceInfo(recipe, new TreeMap<>(), System.currentTimeMillis(), Instant.now());
    if (recipe.use() == DirectionUse.SHARED) {
      made = made == null ? maker.at(origin, names) : made;
      if (made.origin() != null) {
        slices.writeOrigin(slice, made.origin());
      }
      slices.writeDirections(slice, made.directions());
      info = info.with(origin, made.facts());
    }
    info = with(info, steps, names);
    slices.write(info);
    return new Plan(info, steps, false);
  }

  /** The same surfaces: another origin step is the same where each step has its own. */
  private static boolean sameBut(SliceRecipe stored, SliceRecipe recipe) {
    return stored.equals(recipe);
  }

  private static String difference(SliceRecipe a, SliceRecipe b) {
    List<String> different = new ArrayList<>();
    for (var c : SliceRecipe.class.getRecordComponents()) {
      try {
        Object x = c.getAccessor().invoke(a);
        Object y = c.getAccessor().invoke(b);
        if (!x.equals(y)) {
          different.add(c.getName() + " " + x + ", now " + y);
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return String.join("; ", different);
  }

  /** Directions of the steps that have their own and were not made yet. */
  private SliceInfo with(SliceInfo info, List<Long> steps, List<String> names) throws IOException {
    SliceInfo all = info;
    if (info.recipe().use() == DirectionUse.OWN) {
      for (long step : steps) {
        if (!all.facts().containsKey(step)) {
          DirectionMaker.Made made = maker.at(step, names);
          slices.writeDirections(info.recipe().slice(), step, made.directions());
          all = all.with(step, made.facts());
        }
      }
      slices.write(all);
    }
    return all;
  }

  private List<Long> steps(List<String> names) throws IOException {
    if (names.contains("points")) {
      return List.of(0L);
    }
    List<Long> stored = snapshots.steps();
    if (stored.isEmpty()) {
      throw new UserException("run " + request.run() + " has no whole snapshot stored");
    }
    for (String name : names) {
      if (name.startsWith("step:")) {
        new StepChoice(name.substring(5)).of(stored, manifest.experiment()); // or says the nearest
      }
    }
    return request.fromStep() >= 0
        ? new StepChoice(Long.toString(request.fromStep())).of(stored, manifest.experiment())
        : request.steps().of(stored, manifest.experiment());
  }

  private SliceRecipe recipe(NamedSlice slice, Axis[] ends, long origin) {
    boolean line = request.kind() == SliceKind.LINE;
    List<String> series = series();
    double scale = request.scale();
    Axis alpha = new Axis(scale * ends[0].from(), scale * ends[0].to(), request.rows());
    Axis beta =
        line
            ? Axis.numbers(series.size())
            : new Axis(scale * ends[1].from(), scale * ends[1].to(), request.cols());
    return new SliceRecipe(
        slice,
        alpha,
        beta,
        request.directions(),
        request.use(),
        request.seed(),
        request.use() == DirectionUse.OWN ? 0 : origin,
        request.choice(),
        request.samples(),
        series,
        request.precision(),
        "",
        "");
  }

  /** All training samples, then the first minibatches, each a series of a line. */
  private List<String> series() {
    String choice = request.choice();
    if (!choice.startsWith("batches:")) {
      return List.of(choice);
    }
    int count = Integer.parseInt(choice.substring("batches:".length()));
    List<String> series = new ArrayList<>(List.of("train"));
    for (int k = 0; k < count; k++) {
      series.add("batch:" + k);
    }
    return series;
  }

  /** The ends asked for, or those that suit the directions; null for those of the trajectory. */
  private Axis[] ends(List<String> names) {
    Axis[] ends = new Axis[2];
    for (int i = 0; i < 2; i++) {
      Axis asked = i == 0 || request.beta() == null ? request.alpha() : request.beta();
      if (asked != null) {
        ends[i] = asked;
      } else {
        String name = names.get(Math.min(i, names.size() - 1));
        if (name.equals("pca")) {
          return null;
        }
        boolean towards = name.matches("(run|step):.*|points");
        ends[i] = towards ? new Axis(-0.5, 1.5, 2) : new Axis(-1, 1, 2);
      }
    }
    return ends;
  }

  private Axis[] trajectory(long origin, DirectionMaker.Made made) throws IOException {
    List<PathPoint> places =
        TrajectoryJob.places(
            spark, request.home(), manifest, snapshots.parameters(origin), made.directions());
    double[] low = new double[2];
    double[] high = new double[2];
    for (PathPoint p : places) {
      low[0] = Math.min(low[0], p.alpha());
      high[0] = Math.max(high[0], p.alpha());
      low[1] = Math.min(low[1], p.beta());
      high[1] = Math.max(high[1], p.beta());
    }
    Axis[] ends = new Axis[2];
    for (int i = 0; i < 2; i++) {
      double margin = Math.max(0.15 * (high[i] - low[i]), 1e-6);
      ends[i] = new Axis(low[i] - margin, high[i] + margin, 2);
    }
    return ends;
  }
}
