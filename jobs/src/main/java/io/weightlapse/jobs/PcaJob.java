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
import io.weightlapse.history.SnapshotColumns.Part;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * The principal directions of a run's trajectory. The Gram matrix of T snapshots is a sum over
 * parameters, so tasks take groups of chunks of parameters: each reads the files once for all its
 * chunks, and holds one chunk of all snapshots at a time. How parameters are cut depends on the
 * network and T alone: the result is the same wherever the tasks ran.
 */
final class PcaJob {
  /** Most snapshots; of more, an even choice. The matrix of so many takes 72 MB. */
  static final int MOST_SNAPSHOTS = 3000;

  /** Bytes of a chunk in float32: with a task on each of two cores an executor stays below 2 GB. */
  private static final long CHUNK_BYTES = 256L << 20;

  /** Bytes of all tasks' matrices together: the driver takes them one after the other. */
  private static final long RESULT_BYTES = 256L << 20;

  /** Each reads the files of its layers once; with more, reading would take longer than adding. */
  private static final int MOST_TASKS = 16;

  private static final int COLUMNS = 256;

  /** What came out. */
  record Result(List<Direction> directions, List<Double> explained, int snapshots) {}

  /** What tasks read, and where they say how far they are. */
  private record Source(String home, String run, List<Long> steps, LongAccumulator done)
      implements Serializable {
    private void deliver(List<Part> group, SnapshotColumns.Handler handler) throws IOException {
      Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
      new SnapshotColumns(Home.open(home), run)
          .deliver(
              steps,
              group,
              scratch,
              (part, values) -> {
                if (!StopSignal.requested()) {
                  handler.part(part, values);
                  done.add(1);
                }
              });
    }

    GramAccumulator gram(List<Part> group) throws IOException {
      GramAccumulator gram = new GramAccumulator(steps.size());
      deliver(
          group,
          (part, values) -> {
            int width = part.values();
            for (int from = 0; from < width; from += COLUMNS) {
              int n = Math.min(COLUMNS, width - from);
              float[] some = new float[steps.size() * n];
              for (int t = 0; t < steps.size(); t++) {
                System.arraycopy(values, t * width + from, some, t * n, n);
              }
              gram.add(some, n);
            }
          });
      return gram;
    }

    float[][] parts(List<Part> group, Pca pca) throws IOException {
      float[][] parts = new float[pca.components()][group.stream().mapToInt(Part::values).sum()];
      int[] at = {0};
      deliver(
          group,
          (part, values) -> {
            for (int k = 0; k < pca.components(); k++) {
              pca.direction(k, values, part.values(), parts[k], at[0]);
            }
            at[0] += part.values();
          });
      return parts;
    }
  }

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
    List<Part> chunks = chunks(manifest.experiment().network().layout().blocks(), steps.size());
    List<List<Part>> groups = groups(chunks, steps.size());
    LongAccumulator done = spark.sc().longAccumulator("parts");
    Source source = new Source(home, manifest.run(), steps, done);
    return TaskProgress.during(
        spark,
        "pca",
        done,
        null,
        out.progress("pca", "parts", 2L * chunks.size()), // all are read twice
        () -> result(spark, source, groups, components));
  }

  private static Result result(
      JavaSparkContext spark, Source source, List<List<Part>> groups, int components) {
    GramAccumulator gram = new GramAccumulator(source.steps().size());
    Function<List<Part>, GramAccumulator> sum = source::gram;
    spark.parallelize(groups, groups.size()).map(sum).collect().forEach(gram::add);
    StopSignal.check();
    Pca pca = Pca.of(gram, components);
    float[][] vectors = directions(spark, source, groups, pca);
    StopSignal.check();
    List<Direction> directions = new ArrayList<>();
    List<Double> explained = new ArrayList<>();
    for (int k = 0; k < components; k++) {
      directions.add(Direction.of("pca " + (k + 1), vectors[k]));
      explained.add(pca.explained(k));
    }
    return new Result(directions, explained, source.steps().size());
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
  static List<Part> chunks(List<ParameterBlock> blocks, int snapshots) {
    List<Part> chunks = new ArrayList<>();
    for (ParameterBlock block : blocks) {
      long bytesOfUnit = 4L * snapshots * block.cols();
      int most = (int) Math.max(1, Math.min(block.rows(), CHUNK_BYTES / bytesOfUnit));
      for (int unit = 0; unit < block.rows(); unit += most) {
        chunks.add(new Part(block, unit, Math.min(most, block.rows() - unit)));
      }
    }
    return chunks;
  }

  /** Few enough tasks that their matrices fit together. */
  static List<List<Part>> groups(List<Part> chunks, int snapshots) {
    long matrix = 4L * snapshots * snapshots;
    int tasks =
        (int) Math.min(chunks.size(), Math.max(4, Math.min(MOST_TASKS, RESULT_BYTES / matrix)));
    List<List<Part>> groups = new ArrayList<>();
    for (int g = 0; g < tasks; g++) {
      int from = (int) ((long) g * chunks.size() / tasks);
      int to = (int) ((long) (g + 1) * chunks.size() / tasks);
      groups.add(new ArrayList<>(chunks.subList(from, to)));
    }
    return groups;
  }

  private static float[][] directions(
      JavaSparkContext spark, Source source, List<List<Part>> groups, Pca pca) {
    Broadcast<Pca> shared = spark.broadcast(pca);
    Function<List<Part>, float[][]> part = group -> source.parts(group, shared.value());
    List<float[][]> parts = spark.parallelize(groups, groups.size()).map(part).collect();
    shared.destroy();
    int size = 0;
    for (List<Part> group : groups) {
      for (Part c : group) {
        size += c.values();
      }
    }
    float[][] whole = new float[pca.components()][size];
    for (int g = 0; g < groups.size(); g++) {
      int at = 0;
      for (Part c : groups.get(g)) {
        int n = c.values();
        int to = c.block().offset() + c.unit0() * c.block().cols();
        for (int k = 0; k < pca.components(); k++) {
          System.arraycopy(parts.get(g)[k], at, whole[k], to, n);
        }
        at += n;
      }
    }
    return whole;
  }
}
