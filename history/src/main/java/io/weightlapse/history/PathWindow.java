// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Some steps of a layer, read from its paths and turned back into rows of a step. The files are
 * read once, whatever the number of steps; memory holds the values of these steps.
 */
final class PathWindow {
  /** What readers of paths ask for, in the order in which they take them out of a row. */
  static final String[] COLUMNS = {
    "neuron", "input", "worker", "step_from", "step_to", "step_every", "steps", "values"
  };

  /** Takes a row as it was written. */
  interface RowHandler {
    void row(int worker, Param param, int neuron, float[] values) throws IOException;
  }

  private record Key(int worker, int neuron) {}

  /** A unit's values, input after input, at every step of the window. */
  private final class Unit {
    private float[] weights = new float[0];
    private final float[] bias = new float[steps.length];
    private final boolean[] biased = new boolean[steps.length];
    private final int[] inputs = new int[steps.length];

    private void add(int input, int at, float value) {
      if (input < 0) {
        bias[at] = value;
        biased[at] = true;
        return;
      }
      int place = Math.addExact(Math.multiplyExact(input, steps.length), at);
      if (place >= weights.length) {
        int rows = Math.max(input + 1, input + input / 2);
        weights = Arrays.copyOf(weights, Math.multiplyExact(rows, steps.length));
      }
      weights[place] = value;
      inputs[at] = Math.max(inputs[at], input + 1);
    }

    private float[] row(int at) {
      float[] values = new float[inputs[at]];
      for (int i = 0; i < values.length; i++) {
        values[i] = weights[i * steps.length + at];
      }
      return values;
    }
  }

  private final long[] steps;
  private final Map<Key, Unit> units =
      new TreeMap<>(Comparator.comparingInt(Key::worker).thenComparingInt(Key::neuron));
  private float[] values = new float[0];

  private PathWindow(long[] steps) {
    this.steps = steps;
  }

  /**
   * Reads.
   *
   * @param files of the paths of one layer
   * @param steps wanted, rising
   * @param workers wanted
   */
  static PathWindow read(Home home, List<String> files, long[] steps, IntPredicate workers)
      throws IOException {
    PathWindow window = new PathWindow(steps);
    for (String path : files) {
      try (TableReader rows =
          new TableReader(home.store().input(path), Tables.PATHS, PathWindow.COLUMNS)) {
        while (rows.next()) {
          int worker = rows.getInt(2);
          long from = rows.getLong(3);
          long to = rows.getLong(4);
          int first = lower(steps, from);
          if (first < steps.length && steps[first] <= to && workers.test(worker)) {
            window.take(rows, worker, from, to, first);
          }
        }
      }
    }
    return window;
  }

  private static int lower(long[] steps, long from) {
    int at = Arrays.binarySearch(steps, from);
    return at < 0 ? -at - 1 : at;
  }

  private void take(TableReader rows, int worker, long from, long to, int first)
      throws IOException {
    Unit unit = units.computeIfAbsent(new Key(worker, rows.getInt(0)), k -> new Unit());
    int input = rows.getInt(1);
    long every = rows.getLong(5);
    long[] listed = every == 0 ? rows.getLongs(6) : null;
    int n = rows.length(7);
    if (values.length < n) {
      values = new float[n];
    }
    rows.copyTo(7, values, 0);
    for (int at = first; at < steps.length && steps[at] <= to; at++) {
      int index;
      if (listed != null) {
        index = Arrays.binarySearch(listed, steps[at]);
      } else {
        index = (steps[at] - from) % every == 0 ? (int) ((steps[at] - from) / every) : -1;
      }
      if (index >= 0 && index < n) {
        unit.add(input, at, values[index]);
      }
    }
  }

  /** Whether the step is one of those that were asked for. */
  boolean has(long step) {
    return Arrays.binarySearch(steps, step) >= 0;
  }

  /** Hands over the rows of a step: by worker, then by unit, weights before bias. */
  void rows(long step, RowHandler handler) throws IOException {
    int at = Arrays.binarySearch(steps, step);
    if (at < 0) {
      return;
    }
    for (Map.Entry<Key, Unit> e : units.entrySet()) {
      Unit unit = e.getValue();
      if (unit.inputs[at] > 0) {
        handler.row(e.getKey().worker, Param.W, e.getKey().neuron, unit.row(at));
      }
      if (unit.biased[at]) {
        handler.row(e.getKey().worker, Param.B, e.getKey().neuron, new float[] {unit.bias[at]});
      }
    }
  }
}
