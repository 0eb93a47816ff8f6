// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import static io.weightlapse.core.nn.PlaneOps.TILE;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.CpuBackend;
import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.Points;
import io.weightlapse.core.landscape.Precision;
import io.weightlapse.core.landscape.ShardPlan;
import io.weightlapse.core.nn.Crew;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.PlaneOps;
import java.util.Arrays;
import java.util.Locale;

/**
 * The products of a plane of the MNIST network beside OpenBLAS's of the same shapes over 10,000
 * samples, in turn, the best of many tries in each round. Three rows: the first layer's products as
 * a plane makes them, loading of samples included; those of all later layers alone; and whole
 * points, with the fused pass, activations and losses, of which only the products are counted.
 * Usage: {@code [ROUNDS [THREADS]]}; without THREADS with one and with as many as processors.
 */
final class PlaneProducts {
  private static final int SAMPLES = 10_000;
  private static final int TRIES = 8;
  private static final int POINTS = 16;
  private static final int DEPTH = 256; // as a plane cuts them

  private static final NetworkSpec NETWORK = ExperimentReader.builtIn("mnist-mlp").network();
  private static final PlaneOps OPS = PlaneOps.best();

  private PlaneProducts() {}

  public static void main(String[] args) {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    System.out.println("JDK " + System.getProperty("java.version") + ", " + OpenBlas.version());
    System.out.printf(
        Locale.ROOT, "%-44s %14s %14s %7s%n", "GFLOP/s, median", "ours", "OpenBLAS", "share");
    int processors = Runtime.getRuntime().availableProcessors();
    int least = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    int most = args.length > 1 ? least : processors;
    for (int threads = least; threads <= most; threads += Math.max(1, processors - 1)) {
      double[][] first = new double[rounds][];
      double[][] later = new double[rounds][];
      double[][] whole = new double[rounds][];
      try (Ours ours = new Ours(threads)) {
        for (int r = 0; r < rounds; r++) {
          first[r] = new double[] {ours.first(), theirs(0, 1, threads)};
          later[r] = new double[] {ours.later(), theirs(1, NETWORK.layers().size(), threads)};
          whole[r] = new double[] {ours.points(), later[r][1]};
        }
      }
      row("first layer, " + threads + " threads", first);
      row("later layers, " + threads + " threads", later);
      row("whole points, " + threads + " threads", whole);
    }
  }

  private static void row(String name, double[][] rounds) {
    double[] shares = Arrays.stream(rounds).mapToDouble(r -> r[0] / r[1]).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-44s %14.1f %14.1f %5.0f %% (%.0f to %.0f)%n",
        name,
        median(rounds, 0),
        median(rounds, 1),
        100 * shares[shares.length / 2],
        100 * shares[0],
        100 * shares[shares.length - 1]);
  }

  private static double median(double[][] rounds, int side) {
    double[] sorted = Arrays.stream(rounds).mapToDouble(r -> r[side]).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Of the products of some layers, each over all samples. */
  private static double flop(int from, int to) {
    double sum = 0;
    for (int l = from; l < to; l++) {
      sum += 2.0 * NETWORK.layers().get(l).units() * NETWORK.layerInputs(l);
    }
    return sum * SAMPLES;
  }

  private static double theirs(int from, int to, int threads) {
    OpenBlas.threads(threads);
    double seconds = 0;
    for (int l = from; l < to; l++) {
      int units = NETWORK.layers().get(l).units();
      try (OpenBlas product = new OpenBlas(units, NETWORK.layerInputs(l), SAMPLES)) {
        seconds += product.best(TRIES);
      }
    }
    return flop(from, to) / seconds / 1e9;
  }

  /** What planes do. */
  private static final class Ours implements AutoCloseable {
    private static final int LAYERS = NETWORK.layers().size();

    private final Dataset data;
    private final PlaneEvaluator evaluator;
    private final ShardPlan plan = ShardPlan.of(NETWORK, SAMPLES);
    private final Crew crew;
    private final float[][] weights = new float[LAYERS][];
    private final float[][][] values = new float[LAYERS][][]; // of each worker

    Ours(int threads) {
      int inputs = NETWORK.inputs();
      int outputs = NETWORK.outputs();
      float[] targets = new float[SAMPLES * outputs];
      for (int s = 0; s < SAMPLES; s++) {
        targets[s * outputs + s % outputs] = 1;
      }
      data = new Dataset(SAMPLES, inputs, outputs, HashData.numbers(0, SAMPLES * inputs), targets);
      int size = NETWORK.layout().size();
      float[][] w = new float[3][];
      for (int i = 0; i < w.length; i++) {
        w[i] = HashData.numbers(i, size);
      }
      evaluator =
          new CpuBackend().open(new Plane(NETWORK, w[0], w[1], w[2]), Precision.FLOAT, threads);
      crew = new Crew(threads);
      for (int l = 0; l < LAYERS; l++) {
        int units = NETWORK.layers().get(l).units();
        weights[l] = HashData.numbers(l, units * NETWORK.layerInputs(l));
        values[l] = new float[threads][];
        for (int t = 0; t < threads; t++) {
          values[l][t] = HashData.numbers(t, units * TILE);
        }
      }
    }

    /** Three products over all samples. */
    double first() {
      double best = Double.POSITIVE_INFINITY;
      for (int i = 0; i < TRIES; i++) {
        double seconds = 0;
        for (int shard = 0; shard < plan.count(); shard++) {
          long begin = System.nanoTime();
          evaluator.prepare(data, plan.from(shard), plan.to(shard)).close();
          seconds += (System.nanoTime() - begin) / 1e9;
        }
        best = Math.min(best, seconds);
      }
      return 3 * flop(0, 1) / best / 1e9;
    }

    /** Tile after tile, layer after layer, a tile's values in cache. */
    double later() {
      double best = Double.POSITIVE_INFINITY;
      int tiles = (SAMPLES + TILE - 1) / TILE;
      for (int i = 0; i < TRIES * POINTS; i++) {
        long begin = System.nanoTime();
        crew.run(tiles, (tile, worker) -> tile(worker));
        best = Math.min(best, (System.nanoTime() - begin) / 1e9);
      }
      return flop(1, LAYERS) * tiles * TILE / SAMPLES / best / 1e9;
    }

    private void tile(int worker) {
      for (int l = 1; l < LAYERS; l++) {
        int k = NETWORK.layerInputs(l);
        int units = NETWORK.layers().get(l).units();
        float[] in = values[l - 1][worker];
        float[] out = values[l][worker];
        Arrays.fill(out, 0);
        for (int i = 0; i < k; i += DEPTH) {
          int depth = Math.min(DEPTH, k - i);
          OPS.addProduct(weights[l], i, k, units, depth, in, i * TILE, out, 0);
        }
      }
    }

    /** Points of prepared shards, whole. */
    double points() {
      double[] alpha = new double[POINTS];
      Arrays.setAll(alpha, i -> i / 100.0);
      Points points = new Points(alpha, alpha);
      double seconds = 0;
      for (int shard = 0; shard < plan.count(); shard++) {
        double best = Double.POSITIVE_INFINITY;
        try (PlaneEvaluator.Shard prepared =
            evaluator.prepare(data, plan.from(shard), plan.to(shard))) {
          for (int i = 0; i < TRIES; i++) {
            long begin = System.nanoTime();
            prepared.evaluate(points);
            best = Math.min(best, (System.nanoTime() - begin) / 1e9);
          }
        }
        seconds += best;
      }
      return POINTS * flop(1, LAYERS) / seconds / 1e9;
    }

    @Override
    public void close() {
      evaluator.close();
      crew.close();
    }
  }
}
