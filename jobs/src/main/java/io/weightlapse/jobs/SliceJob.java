// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.GridOrder;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.ShardPlan;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.SurfaceReader;
import io.weightlapse.jobs.kafka.KafkaReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Computes lines and planes: blocks of grid points x shards of samples, spread over Spark's tasks,
 * coarse to fine. What is stored already is not computed again.
 */
final class SliceJob {
  /** Multiplications of a task, about a third of a second. */
  private static final long TASK_PRODUCTS = 1_500_000_000L;

  private static final int MOST_POINTS = 32 << 10;
  private static final int LEAST_POINTS = 16;

  /** Of a surface; a driver keeps a list of them. */
  private static final int MOST_BLOCKS = 10_000;

  private final JavaSparkContext spark;
  private final SliceRequest request;
  private final Output out;
  private final Home home;

  private SliceJob(JavaSparkContext spark, SliceRequest request, Output out) {
    this.spark = spark;
    this.request = request;
    this.out = out;
    this.home = Home.open(request.home());
  }

  static JobReport run(JavaSparkContext spark, SliceRequest request, Output out)
      throws IOException {
    return new SliceJob(spark, request, out).run();
  }

  private JobReport run() throws IOException {
    home.check();
    RunManifest manifest = new Runs(home).manifest(request.run());
    KafkaGate gate = new KafkaGate(Optional.ofNullable(request.kafka()), out);
    if (request.kind() == SliceKind.FUNCTION) {
      return FunctionSlice.publish(home, request, gate, out);
    }
    SlicePlanner.Plan plan = new SlicePlanner(spark, request, manifest, out).plan();
    SliceRecipe recipe = plan.info().recipe();
    plan.info().facts().forEach((step, f) -> out.line(line(recipe, step, f)));
    int[] rows = rows(manifest, recipe);
    String job = UUID.randomUUID().toString();
    Broadcast<float[][]> shared =
        recipe.use() == DirectionUse.OWN
            ? null
            : spark.broadcast(
                new Slices(home, request.run()).directions(recipe.slice()).orElseThrow());
    try {
      LongAccumulator done = spark.sc().longAccumulator("points");
      SliceTask task = new SliceTask(job, manifest, recipe, request, shared, done);
      CostEstimate cost = new CostEstimate(spark, request, recipe, task);
      long samples = java.util.Arrays.stream(rows).asLongStream().sum();
      int paths = TrajectoryJob.missing(home, manifest, recipe);
      if (CostEstimate.large(recipe)) {
        cost.say(plan.steps().get(0), plan.steps().size(), samples, 1, 0, out);
      }
      List<SliceCollector.Block> all = blocks(manifest, plan, rows);
      List<SliceCollector.Block> missing = missing(recipe, all);
      if (plan.resumed()) {
        out.line(
            String.format(
                Locale.ROOT,
                "%s: %d of %d blocks are stored already",
                recipe.slice().id(),
                all.size() - missing.size(),
                all.size()));
      }
      List<SliceUnit> units = units(manifest, rows, missing);
      long points = units.stream().mapToLong(u -> points(recipe, u)).sum();
      if (units.size() + paths > 0 && !CostEstimate.large(recipe)) {
        double share = (double) missing.size() / all.size();
        long step = missing.isEmpty() ? plan.steps().get(0) : missing.get(0).step;
        cost.say(step, plan.steps().size(), samples, share, (long) paths * rows[0], out);
      }
      long begin = System.nanoTime();
      FanOutSink sink =
          new FanOutSink(
              new HistorySink(home, request.run(), "slice-" + System.currentTimeMillis()),
              gate.settings());
      SliceCollector collector = new SliceCollector(request.run(), plan.info(), missing, sink);
      TaskProgress.during(
          spark,
          "landscape",
          done,
          null,
          out.progress("landscape", "points", points),
          () -> {
            new SliceRun(spark, task, collector, sink).run(units, partitions(units.size()));
            return null;
          });
      StopSignal.check();
      out.line(
          String.format(
              Locale.ROOT,
              "%s of %s: %,d surfaces of %d x %d points in %.2f s",
              recipe.slice().id(),
              request.run(),
              plan.steps().size(),
              recipe.alpha().count(),
              recipe.beta().count(),
              (System.nanoTime() - begin) / 1e9));
      KafkaReport placed =
          paths > 0
              ? TrajectoryJob.run(spark, request, manifest, plan.info(), gate.settings(), out)
              : KafkaReport.NONE;
      return new JobReport(List.of(), gate.report(sink.report().plus(placed)));
    } finally {
      PlaneCache.forget(job);
      if (shared != null) {
        shared.destroy();
      }
    }
  }

  private static String line(
      SliceRecipe recipe, long step, io.weightlapse.core.landscape.SliceInfo.Facts f) {
    String norms =
        String.join(
            " and ", f.norms().stream().map(n -> String.format(Locale.ROOT, "%.4g", n)).toList());
    String cosine =
        Double.isNaN(f.cosine()) ? "" : String.format(Locale.ROOT, ", cosine %.4f", f.cosine());
    return String.format(
        Locale.ROOT,
        "%s at step %d: %s, norm %s%s, seed %d%s",
        recipe.slice().id(),
        step,
        recipe.directions(),
        norms,
        cosine,
        recipe.seed(),
        f.notes().isEmpty() ? "" : " (" + f.notes() + ")");
  }

  private static long points(SliceRecipe recipe, SliceUnit u) {
    return recipe.slice().kind() == SliceKind.LINE ? u.part().rows() : u.part().points();
  }

  /** Samples of each series; also says where one has none, before anything is computed. */
  private int[] rows(RunManifest manifest, SliceRecipe recipe) {
    int[] rows = new int[recipe.series().size()];
    for (int s = 0; s < rows.length; s++) {
      DataChoice choice = new DataChoice(recipe.series().get(s), recipe.samples(), recipe.seed());
      Dataset data = SliceData.of(manifest.experiment(), request.data(), choice);
      rows[s] = data.rows();
    }
    return rows;
  }

  /** Blocks depend on the recipe, network and data alone, so that a resumed job has the same. */
  private List<SliceCollector.Block> blocks(
      RunManifest manifest, SlicePlanner.Plan plan, int[] rows) throws IOException {
    NetworkSpec network = manifest.experiment().network();
    SliceRecipe recipe = plan.info().recipe();
    int[] shards = new int[rows.length];
    int shardRows = 0;
    for (int s = 0; s < rows.length; s++) {
      ShardPlan shardPlan = ShardPlan.of(network, rows[s]);
      shards[s] = shardPlan.count();
      shardRows = Math.max(shardRows, Math.min(rows[s], shardPlan.shardRows()));
    }
    long perPoint = Math.max(1, shardRows * products(network));
    long grid = (long) recipe.alpha().count() * recipe.beta().count();
    long wanted = Math.max(TASK_PRODUCTS / perPoint, grid / MOST_BLOCKS);
    int most = (int) Math.max(LEAST_POINTS, Math.min(MOST_POINTS, wanted));
    List<GridPart> parts = new ArrayList<>();
    if (recipe.slice().kind() == SliceKind.LINE) {
      int cols = recipe.beta().count();
      for (GridPart p :
          GridOrder.parts(
              recipe.alpha().count(), 1, Math.max(1, Math.min(most, MOST_POINTS / cols)))) {
        parts.add(new GridPart(p.row0(), p.rows(), p.rowStep(), 0, cols, 1));
      }
    } else {
      parts.addAll(GridOrder.parts(recipe.alpha().count(), recipe.beta().count(), most));
    }
    SnapshotReader snapshots = new SnapshotReader(home, request.run(), network);
    boolean synthetic = new Slices(home, request.run()).origin(recipe.slice()).isPresent();
    List<SliceCollector.Block> blocks = new ArrayList<>();
    for (long step : plan.steps()) {
      int epoch = synthetic ? -1 : snapshots.epoch(step);
      for (GridPart part : parts) {
        blocks.add(new SliceCollector.Block(step, epoch, part, parts.size(), shards));
      }
    }
    return blocks;
  }

  /** Multiplications of a sample and point, after the first layer's products. */
  private static long products(NetworkSpec network) {
    long sum = network.layers().get(0).units();
    for (int l = 1; l < network.layers().size(); l++) {
      sum += (long) network.layers().get(l).units() * network.layerInputs(l);
    }
    return sum;
  }

  private List<SliceCollector.Block> missing(SliceRecipe recipe, List<SliceCollector.Block> all)
      throws IOException {
    SurfaceReader reader = new SurfaceReader(home, request.run(), recipe.slice());
    List<Long> stored = reader.steps();
    List<SliceCollector.Block> missing = new ArrayList<>();
    long step = -1;
    Optional<SurfaceGrid> grid = Optional.empty();
    for (SliceCollector.Block block : all) {
      if (block.step != step) {
        step = block.step;
        grid = stored.contains(step) ? reader.surface(step) : Optional.empty();
        grid = grid.filter(g -> g.alpha().equals(recipe.alpha()) && g.beta().equals(recipe.beta()));
      }
      if (grid.isEmpty() || !grid.get().covers(block.part)) {
        missing.add(block);
      }
    }
    return missing;
  }

  private static List<SliceUnit> units(
      RunManifest manifest, int[] rows, List<SliceCollector.Block> blocks) {
    List<SliceUnit> units = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      SliceCollector.Block block = blocks.get(b);
      for (int series = 0; series < rows.length; series++) {
        int shards = ShardPlan.of(manifest.experiment().network(), rows[series]).count();
        for (int shard = 0; shard < shards; shard++) {
          units.add(new SliceUnit(b, block.step, block.part, series, shard));
        }
      }
    }
    return units;
  }

  /** Tasks of a few hundred milliseconds, and not more than Spark schedules with ease. */
  private int partitions(int units) {
    int wanted = request.partitions() > 0 ? request.partitions() : Math.min(units, 2000);
    return Math.max(1, Math.min(units, wanted));
  }
}
