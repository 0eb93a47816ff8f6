// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.direction.Direction;
import io.weightlapse.core.landscape.direction.GramAccumulator;
import io.weightlapse.core.landscape.direction.Pca;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.SnapshotColumns;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * The principal directions of a run's trajectory. The Gram matrix of T snapshots is a sum over
 * parameters, so tasks take chunks of parameters: each reads its own rows of all snapshots, one row
 * group at a time. How parameters are cut depends on the network and T alone: the result is the
 * same wherever the tasks ran.
 */
final class PcaJob {
  /** Most snapshots; of more, an even choice. The matrix of so many takes 72 MB. */
  static final int MOST_SNAPSHOTS = 3000;

  /** Bytes of a chunk in float32: with a task on each of two cores an executor stays below 2 GB. */
  private static final long CHUNK_BYTES = 256L << 20;

  /** Bytes of all tasks' matrices together: the driver takes them one after the other. */
  private static final long RESULT_BYTES = 512L << 20;

  private static final int COLUMNS = 256;

  /** Rows of a tensor. */
  record Chunk(ParameterBlock block, int unit0, int units) implements Serializable {}

  /** What came out. */
  record Result(List<Direction> directions, List<Double> explained, int snapshots) {}

  private PcaJob() {}

  static Result run(
      JavaSparkContext spark,
      String home,
      RunManifest manifest,
      List<Long> stored,
      int components,
      Output out)
      throws IOException {
    List<Long> steps = thinned(stored);
    if (steps.size() <= components) {
      throw new UserException(
          "pca needs at least "
              + (components + 1)
              + " stored snapshots: run "
              + manifest.run()
              + " has "
              + steps.size());
    }
    if (steps.size() < stored.size()) {
      out.line("pca over " + steps.size() + " of " + stored.size() + " snapshots, evenly chosen");
    }
    List<Chunk> chunks = chunks(manifest.experiment().network().layout().blocks(), steps.size());
    List<List<Chunk>> groups = groups(chunks, steps.size());
    String run = manifest.run();
    try {
      GramAccumulator gram = new GramAccumulator(steps.size());
      Function<List<Chunk>, GramAccumulator> sum = group -> gram(home, run, steps, group);
      spark.parallelize(groups, groups.size()).map(sum).collect().forEach(gram::add);
      Pca pca = Pca.of(gram, components);
      float[][] vectors = directions(spark, home, run, steps, groups, pca);
      List<Direction> directions = new ArrayList<>();
      List<Double> explained = new ArrayList<>();
      for (int k = 0; k < components; k++) {
        directions.add(Direction.of("pca " + (k + 1), vectors[k]));
        explained.add(pca.explained(k));
      }
      return new Result(directions, explained, steps.size());
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (e instanceof UserException user) {
        throw user;
      }
      throw new UserException("pca failed: " + Causes.line(e), 1, e);
    }
  }

  private static List<Long> thinned(List<Long> stored) {
    if (stored.size() <= MOST_SNAPSHOTS) {
      return List.copyOf(stored);
    }
    List<Long> some = new ArrayList<>();
    for (int i = 0; i < MOST_SNAPSHOTS; i++) {
      some.add(stored.get((int) ((long) i * (stored.size() - 1) / (MOST_SNAPSHOTS - 1))));
    }
    return some;
  }

  /** Whole rows of tensors; a row is never cut. */
  static List<Chunk> chunks(List<ParameterBlock> blocks, int snapshots) {
    List<Chunk> chunks = new ArrayList<>();
    for (ParameterBlock block : blocks) {
      long bytesOfUnit = 4L * snapshots * block.cols();
      int most = (int) Math.max(1, Math.min(block.rows(), CHUNK_BYTES / bytesOfUnit));
      for (int unit = 0; unit < block.rows(); unit += most) {
        chunks.add(new Chunk(block, unit, Math.min(most, block.rows() - unit)));
      }
    }
    return chunks;
  }

  /** Few enough tasks that their matrices fit together. */
  static List<List<Chunk>> groups(List<Chunk> chunks, int snapshots) {
    long matrix = 4L * snapshots * snapshots;
    int tasks = (int) Math.min(chunks.size(), Math.max(4, Math.min(256, RESULT_BYTES / matrix)));
    List<List<Chunk>> groups = new ArrayList<>();
    for (int g = 0; g < tasks; g++) {
      int from = (int) ((long) g * chunks.size() / tasks);
      int to = (int) ((long) (g + 1) * chunks.size() / tasks);
      groups.add(new ArrayList<>(chunks.subList(from, to)));
    }
    return groups;
  }

  private static GramAccumulator gram(String home, String run, List<Long> steps, List<Chunk> group)
      throws IOException {
    SnapshotColumns columns = new SnapshotColumns(Home.open(home), run);
    GramAccumulator gram = new GramAccumulator(steps.size());
    for (Chunk chunk : group) {
      int width = chunk.units() * chunk.block().cols();
      float[] values = columns.read(steps, chunk.block(), chunk.unit0(), chunk.units());
      for (int from = 0; from < width; from += COLUMNS) {
        int n = Math.min(COLUMNS, width - from);
        float[] some = new float[steps.size() * n];
        for (int t = 0; t < steps.size(); t++) {
          System.arraycopy(values, t * width + from, some, t * n, n);
        }
        gram.add(some, n);
      }
    }
    return gram;
  }

  private static float[][] directions(
      JavaSparkContext spark,
      String home,
      String run,
      List<Long> steps,
      List<List<Chunk>> groups,
      Pca pca) {
    Broadcast<Pca> shared = spark.broadcast(pca);
    Function<List<Chunk>, float[][]> part = group -> parts(home, run, steps, group, shared.value());
    List<float[][]> parts = spark.parallelize(groups, groups.size()).map(part).collect();
    shared.destroy();
    int size = 0;
    for (List<Chunk> group : groups) {
      for (Chunk c : group) {
        size += c.units() * c.block().cols();
      }
    }
    float[][] whole = new float[pca.components()][size];
    for (int g = 0; g < groups.size(); g++) {
      int at = 0;
      for (Chunk c : groups.get(g)) {
        int n = c.units() * c.block().cols();
        int to = c.block().offset() + c.unit0() * c.block().cols();
        for (int k = 0; k < pca.components(); k++) {
          System.arraycopy(parts.get(g)[k], at, whole[k], to, n);
        }
        at += n;
      }
    }
    return whole;
  }

  private static float[][] parts(
      String home, String run, List<Long> steps, List<Chunk> group, Pca pca) throws IOException {
    SnapshotColumns columns = new SnapshotColumns(Home.open(home), run);
    int size = group.stream().mapToInt(c -> c.units() * c.block().cols()).sum();
    float[][] parts = new float[pca.components()][size];
    int at = 0;
    for (Chunk c : group) {
      int n = c.units() * c.block().cols();
      float[] values = columns.read(steps, c.block(), c.unit0(), c.units());
      for (int k = 0; k < pca.components(); k++) {
        pca.direction(k, values, n, parts[k], at);
      }
      at += n;
    }
    return parts;
  }
}
