// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.PathChecksum;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;

/** Reads a file of paths through: every row, its order, and the checksum of its values. */
final class PathCheck {
  /** The columns read, in the order of the indices below. */
  static final String[] COLUMNS = {
    "neuron", "input", "worker", "step_from", "step_to", "step_every", "steps", "values"
  };

  /** Regular steps, which most rows of a file have in common with those of other weights. */
  private record Axis(long from, long every, int length) {}

  private record Steps(long[] steps, long[] hashes) {
    private static Steps of(long[] steps) {
      long[] hashes = new long[steps.length];
      for (int i = 0; i < hashes.length; i++) {
        hashes[i] = PathChecksum.step(steps[i]);
      }
      return new Steps(steps, hashes);
    }
  }

  private static final int MOST_KNOWN = 1024;

  private final String path;
  private final TableReader rows;
  private final IntPredicate neurons;
  private final LongPredicate wanted;
  private final Map<Axis, Steps> known = new HashMap<>();
  private float[] values = new float[0];
  private int neuron = Integer.MIN_VALUE;
  private int input;
  private int worker;
  private long lastStep;
  private long sum;
  private long count;
  private long read;

  private PathCheck(String path, TableReader rows, IntPredicate neurons, LongPredicate wanted) {
    this.path = path;
    this.rows = rows;
    this.neurons = neurons;
    this.wanted = wanted;
  }

  /**
   * What is in a file.
   *
   * @throws IOException if it cannot be read, or is no such table
   */
  static DataFile of(Home home, String path) throws IOException {
    return of(home, path, neuron -> true, step -> true);
  }

  /** The same, of the values of some units and steps only. */
  static DataFile of(Home home, String path, IntPredicate neurons, LongPredicate steps)
      throws IOException {
    try (TableReader rows = new TableReader(home.store().input(path), Tables.PATHS, COLUMNS)) {
      PathCheck check = new PathCheck(path, rows, neurons, steps);
      while (rows.next()) {
        check.row();
      }
      String name = path.substring(path.lastIndexOf('/') + 1);
      long bytes = home.store().input(path).getLength();
      return new DataFile(name, bytes, check.read, check.count, check.sum);
    }
  }

  private void row() throws IOException {
    int newNeuron = rows.getInt(0);
    if (!neurons.test(newNeuron)) {
      return;
    }
    int newInput = rows.getInt(1);
    int newWorker = rows.getInt(2);
    long from = rows.getLong(3);
    long to = rows.getLong(4);
    long every = rows.getLong(5);
    long[] listed = rows.getLongs(6);
    int n = rows.length(7);
    if (values.length < n) {
      values = new float[n];
    }
    rows.copyTo(7, values, 0);
    Axis axis = new Axis(from, every, n);
    Steps steps = every == 0 ? null : known.get(axis);
    if (steps == null) {
      steps = Steps.of(steps(from, every, listed, n));
      if (every != 0) {
        if (known.size() >= MOST_KNOWN) {
          known.clear();
        }
        known.put(axis, steps);
      }
    }
    long[] hashes = steps.hashes;
    require(
        n > 0 && steps.steps[0] == from && steps.steps[n - 1] == to, "steps do not fit the values");
    order(newNeuron, newInput, newWorker, from);
    lastStep = to;
    long place = PathChecksum.unit(worker, neuron) + PathChecksum.input(input);
    long rowSum = 0;
    int taken = 0;
    for (int i = 0; i < n; i++) {
      if (wanted.test(steps.steps[i])) {
        rowSum += PathChecksum.value(place + hashes[i], values[i]);
        taken++;
      }
    }
    sum += rowSum;
    count += taken;
    read++;
  }

  private long[] steps(long from, long every, long[] listed, int n) throws IOException {
    require(every == 0 ? listed.length == n : listed.length == 0, "steps do not fit the values");
    long[] steps = listed;
    if (every != 0) {
      steps = new long[n];
      for (int i = 0; i < n; i++) {
        steps[i] = from + i * every;
      }
    }
    for (int i = 1; i < n; i++) {
      require(steps[i] > steps[i - 1], "steps must rise");
    }
    return steps;
  }

  private void order(int newNeuron, int newInput, int newWorker, long from) throws IOException {
    int order = Integer.compare(newNeuron, neuron);
    order = order != 0 ? order : Integer.compare(newInput, input);
    order = order != 0 ? order : Integer.compare(newWorker, worker);
    require(order > 0 || (order == 0 && from > lastStep), "rows are out of order");
    neuron = newNeuron;
    input = newInput;
    worker = newWorker;
  }

  private void require(boolean condition, String what) throws IOException {
    if (!condition) {
      throw new IOException(
          String.format(Locale.ROOT, "%s is damaged: %s in row %d", path, what, read));
    }
  }
}
