// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.PathChecksum;
import io.weightlapse.history.TableManifest.DataFile;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Reads a file of paths through: every row, its order, and the checksum of its values. */
final class PathCheck {
  /** The columns read, in the order of the indices below. */
  static final String[] COLUMNS = {
    "neuron", "input", "worker", "step_from", "step_to", "step_every", "steps", "values"
  };

  private final String path;
  private final TableReader rows;
  private long[] axis = new long[0];
  private long[] hashes = new long[0];
  private long axisFrom = -1;
  private long axisEvery = -1;
  private int axisLength = -1;
  private float[] values = new float[0];
  private int neuron = Integer.MIN_VALUE;
  private int input;
  private int worker;
  private long lastStep;
  private long sum;
  private long count;
  private long read;

  private PathCheck(String path, TableReader rows) {
    this.path = path;
    this.rows = rows;
  }

  /**
   * What is in a file.
   *
   * @throws IOException if it cannot be read, or is no such table
   */
  static DataFile of(Home home, String path) throws IOException {
    try (TableReader rows = new TableReader(home.store().input(path), Tables.PATHS, COLUMNS)) {
      PathCheck check = new PathCheck(path, rows);
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
    if (every == 0 || from != axisFrom || every != axisEvery || n != axisLength) {
      axis = axis(from, every, listed, n);
      hashes = new long[n];
      Arrays.setAll(hashes, i -> PathChecksum.step(axis[i]));
      axisFrom = from;
      axisEvery = every == 0 ? -1 : every;
      axisLength = n;
    }
    require(n > 0 && axis[0] == from && axis[n - 1] == to, "steps do not fit the values");
    order(newNeuron, newInput, newWorker, from);
    lastStep = to;
    long place = PathChecksum.unit(worker, neuron) + PathChecksum.input(input);
    long rowSum = 0;
    for (int i = 0; i < n; i++) {
      rowSum += PathChecksum.value(place + hashes[i], values[i]);
    }
    sum += rowSum;
    count += n;
    read++;
  }

  private long[] axis(long from, long every, long[] listed, int n) throws IOException {
    require(every == 0 ? listed.length == n : listed.length == 0, "steps do not fit the values");
    long[] steps = listed;
    if (every != 0) {
      steps = new long[n];
      Arrays.setAll(steps, i -> from + i * every);
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
