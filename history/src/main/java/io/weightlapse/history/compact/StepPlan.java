// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * How the pieces of one weight become one path: their steps in order, each step from the piece that
 * counts.
 */
final class StepPlan {
  /**
   * Consecutive steps taken from one piece.
   *
   * @param piece its index
   * @param from index of the first in the piece
   * @param to index of the first in the path
   * @param count how many
   */
  record Run(int piece, int from, int to, int count) {}

  /**
   * A row of the table.
   *
   * @param from index of its first step in the path
   * @param count how many steps
   * @param every their spacing; 0 where it is not the same
   */
  record Cut(int from, int count, long every) {}

  private final List<long[]> axes;
  private final long[] steps;
  private final List<Run> runs;
  private final List<Run> dropped;
  private final List<Cut> cuts;

  private StepPlan(List<long[]> axes, long[] steps, List<Run> runs, List<Run> dropped, int most) {
    this.axes = axes;
    this.steps = steps;
    this.runs = runs;
    this.dropped = dropped;
    this.cuts = cuts(steps, most);
  }

  /**
   * A plan.
   *
   * @param pieces of one weight, by rising order
   * @param most steps of a row
   */
  static StepPlan of(List<Piece> pieces, int most) {
    List<long[]> axes = pieces.stream().map(Piece::steps).toList();
    Integer[] byStep = new Integer[pieces.size()];
    Arrays.setAll(byStep, i -> i);
    Arrays.sort(byStep, Comparator.<Integer>comparingLong(i -> axes.get(i)[0]));
    List<Run> runs = new ArrayList<>();
    long last = Long.MIN_VALUE;
    int at = 0;
    for (int i : byStep) {
      long[] axis = axes.get(i);
      if (at > 0 && axis[0] <= last) {
        return overlapping(axes, most);
      }
      runs.add(new Run(i, 0, at, axis.length));
      at += axis.length;
      last = axis[axis.length - 1];
    }
    long[] steps = new long[at];
    for (Run r : runs) {
      System.arraycopy(axes.get(r.piece), 0, steps, r.to, r.count);
    }
    return new StepPlan(axes, steps, runs, List.of(), most);
  }

  private static StepPlan overlapping(List<long[]> axes, int most) {
    record Entry(long step, int piece, int index) {}
    List<Entry> all = new ArrayList<>();
    for (int p = 0; p < axes.size(); p++) {
      for (int i = 0; i < axes.get(p).length; i++) {
        all.add(new Entry(axes.get(p)[i], p, i));
      }
    }
    all.sort(Comparator.comparingLong(Entry::step).thenComparingInt(Entry::piece));
    long[] steps = new long[all.size()];
    List<Run> runs = new ArrayList<>();
    List<Run> dropped = new ArrayList<>();
    int at = 0;
    for (int k = 0; k < all.size(); k++) {
      Entry e = all.get(k);
      if (k + 1 < all.size() && all.get(k + 1).step == e.step) {
        dropped.add(new Run(e.piece, e.index, -1, 1)); // a later piece has it, too
        continue;
      }
      Run before = runs.isEmpty() ? null : runs.get(runs.size() - 1);
      if (before != null && before.piece == e.piece && before.from + before.count == e.index) {
        runs.set(runs.size() - 1, new Run(e.piece, before.from, before.to, before.count + 1));
      } else {
        runs.add(new Run(e.piece, e.index, at, 1));
      }
      steps[at++] = e.step;
    }
    return new StepPlan(axes, Arrays.copyOf(steps, at), runs, dropped, most);
  }

  private static List<Cut> cuts(long[] steps, int most) {
    List<Cut> cuts = new ArrayList<>();
    for (int from = 0; from < steps.length; from += most) {
      int count = Math.min(most, steps.length - from);
      long every = count == 1 ? 1 : steps[from + 1] - steps[from];
      for (int i = 2; i < count && every != 0; i++) {
        if (steps[from + i] - steps[from + i - 1] != every) {
          every = 0;
        }
      }
      cuts.add(new Cut(from, count, every));
    }
    return cuts;
  }

  /** Whether it holds for these pieces as well; the same steps are the same array. */
  boolean fits(List<Piece> pieces) {
    if (pieces.size() != axes.size()) {
      return false;
    }
    for (int i = 0; i < axes.size(); i++) {
      if (pieces.get(i).steps() != axes.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** The steps of the path, rising. */
  long[] steps() {
    return steps;
  }

  List<Run> runs() {
    return runs;
  }

  /** What a later piece has, too, and is left out. */
  List<Run> dropped() {
    return dropped;
  }

  List<Cut> cuts() {
    return cuts;
  }
}
