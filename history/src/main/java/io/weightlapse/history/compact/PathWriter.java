// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.PathChecksum;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/** Joins pieces to paths and writes them, sorted by neuron, input, worker and step. */
final class PathWriter {
  /** Steps of a row. */
  static final int STEPS = 1024;

  private final PathFiles files;
  private final int capacity;
  private final BooleanSupplier stop;
  private final TreeMap<Integer, StepPlan> plans = new TreeMap<>();
  private float[] source = new float[0];
  private long droppedSum;
  private long droppedValues;

  /**
   * A writer.
   *
   * @param capacity values held in memory, at least those of one weight
   */
  PathWriter(PathFiles files, int capacity, BooleanSupplier stop) {
    this.files = files;
    this.capacity = capacity;
    this.stop = stop;
  }

  /** One worker's part of a block: rows of inputs. */
  private record Path(int worker, StepPlan plan, float[] values) {}

  /** Writes the paths of one unit. */
  void write(int neuron, List<Piece> pieces) throws IOException {
    TreeSet<Integer> bounds = new TreeSet<>();
    for (Piece p : pieces) {
      bounds.add(p.input());
      bounds.add(p.end());
    }
    Integer from = bounds.pollFirst();
    while (!bounds.isEmpty()) {
      int end = bounds.pollFirst();
      write(neuron, pieces, from, end);
      from = end;
    }
  }

  /** Between two bounds every piece covers all inputs or none. */
  private void write(int neuron, List<Piece> all, int from, int end) throws IOException {
    TreeMap<Integer, List<Piece>> workers = new TreeMap<>();
    for (Piece p : all) {
      if (p.covers(from)) {
        workers.computeIfAbsent(p.worker(), w -> new ArrayList<>()).add(p);
      }
    }
    long steps = 0;
    for (var w : workers.entrySet()) {
      w.getValue().sort(Comparator.comparingLong(Piece::order));
      StepPlan plan = plans.get(w.getKey());
      if (plan == null || !plan.fits(w.getValue())) {
        plan = StepPlan.of(w.getValue(), STEPS);
        plans.put(w.getKey(), plan);
      }
      steps += plan.steps().length;
    }
    if (steps == 0) {
      return;
    }
    int most = (int) Math.max(1, capacity / steps);
    for (int first = from; first < end; first += most) {
      if (stop.getAsBoolean()) {
        throw new StoppedException();
      }
      int count = Math.min(most, end - first);
      List<Path> paths = new ArrayList<>();
      for (var w : workers.entrySet()) {
        StepPlan plan = plans.get(w.getKey());
        paths.add(new Path(w.getKey(), plan, gather(plan, w.getValue(), first, count)));
      }
      for (int i = 0; i < count; i++) {
        for (Path p : paths) {
          emit(neuron, first + i, p, i);
        }
      }
    }
  }

  private float[] gather(StepPlan plan, List<Piece> pieces, int first, int count)
      throws IOException {
    int total = plan.steps().length;
    float[] values = new float[Math.multiplyExact(count, total)];
    List<List<StepPlan.Run>> runs = byPiece(plan.runs(), pieces.size());
    List<List<StepPlan.Run>> dropped = byPiece(plan.dropped(), pieces.size());
    for (int k = 0; k < pieces.size(); k++) {
      Piece piece = pieces.get(k);
      int n = piece.steps().length;
      if (source.length < count * n) {
        source = new float[count * n];
      }
      piece.read(first, count, source);
      for (StepPlan.Run r : runs.get(k)) {
        for (int i = 0; i < count; i++) {
          System.arraycopy(source, i * n + r.from(), values, i * total + r.to(), r.count());
        }
      }
      for (StepPlan.Run r : dropped.get(k)) {
        drop(piece, r, first, count);
      }
    }
    return values;
  }

  private static List<List<StepPlan.Run>> byPiece(List<StepPlan.Run> runs, int pieces) {
    List<List<StepPlan.Run>> lists = new ArrayList<>();
    for (int i = 0; i < pieces; i++) {
      lists.add(new ArrayList<>());
    }
    runs.forEach(r -> lists.get(r.piece()).add(r));
    return lists;
  }

  private void drop(Piece piece, StepPlan.Run r, int first, int count) {
    int n = piece.steps().length;
    for (int s = r.from(); s < r.from() + r.count(); s++) {
      long place =
          PathChecksum.unit(piece.worker(), piece.neuron()) + PathChecksum.step(piece.steps()[s]);
      for (int i = 0; i < count; i++) {
        droppedSum += PathChecksum.value(place + PathChecksum.input(first + i), source[i * n + s]);
      }
    }
    droppedValues += (long) count * r.count();
  }

  private void emit(int neuron, int input, Path p, int row) throws IOException {
    long[] steps = p.plan.steps();
    for (StepPlan.Cut cut : p.plan.cuts()) {
      files
          .row()
          .add(neuron)
          .add(input)
          .add(p.worker)
          .add(steps[cut.from()])
          .add(steps[cut.from() + cut.count() - 1])
          .add(cut.every())
          .add(steps, cut.from(), cut.every() == 0 ? cut.count() : 0)
          .add(p.values, row * steps.length + cut.from(), cut.count());
      files.endRow();
    }
  }

  /** The checksum of values that a later row of the same weight and step has replaced. */
  long droppedSum() {
    return droppedSum;
  }

  /** How many they are. */
  long droppedValues() {
    return droppedValues;
  }
}
