// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.PathChecksum;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects rows as they were written, step after step, until its memory is full, and transposes
 * them into pieces. Adds up the checksum of all rows that it was given, before anything is moved.
 */
final class PieceBuilder {
  /** Inputs transposed at a time: whole cache lines of each row, and few pages at once. */
  private static final int TILE = 64;

  private record Key(int worker, int neuron, boolean bias) {}

  /** The rows of one unit: their steps, and where their values begin in the arena. */
  private static final class Rows {
    private final int inputs;
    private long[] steps = new long[16];
    private int[] at = new int[16];
    private int n;

    private Rows(int inputs) {
      this.inputs = inputs;
    }

    private void add(long step, int position) {
      if (n == at.length) {
        steps = Arrays.copyOf(steps, 2 * n);
        at = Arrays.copyOf(at, 2 * n);
      }
      steps[n] = step;
      at[n++] = position;
    }
  }

  private final ValueStore store;
  private final float[] arena;
  private final Map<Key, Rows> rows = new HashMap<>();
  private final List<Piece> pieces = new ArrayList<>();
  private final List<long[]> axes = new ArrayList<>();
  private long[] inputs = new long[0];
  private float[] wide = new float[0];
  private int size;
  private long order;
  private long checksum;
  private long values;

  /**
   * A builder.
   *
   * @param order of its first rows; rows that come later count more
   * @param capacity values held in memory
   */
  PieceBuilder(ValueStore store, long order, int capacity) {
    this.store = store;
    this.order = order;
    this.arena = new float[capacity];
  }

  /** Takes a row; {@code source} copies its {@code n} values to a place. */
  void add(long step, int worker, int neuron, boolean bias, int n, RowSource source)
      throws IOException {
    if (n > arena.length) {
      addWide(step, worker, neuron, bias, n, source);
      return;
    }
    if (size + n > arena.length) {
      flush();
    }
    Key key = new Key(worker, neuron, bias);
    Rows unit = rows.get(key);
    if (unit != null && unit.inputs != n) {
      flush(); // what comes later must count more
      unit = null;
    }
    if (unit == null) {
      unit = new Rows(n);
      rows.put(key, unit);
    }
    source.copyTo(arena, size);
    count(step, worker, neuron, bias, arena, size, n);
    unit.add(step, size);
    size += n;
  }

  /** Copies the values of a row. */
  interface RowSource {
    void copyTo(float[] to, int offset);
  }

  private void addWide(long step, int worker, int neuron, boolean bias, int n, RowSource source)
      throws IOException {
    flush();
    if (wide.length < n) {
      wide = new float[n];
    }
    source.copyTo(wide, 0);
    count(step, worker, neuron, bias, wide, 0, n);
    long position = store.append(wide, n);
    int first = bias ? Piece.BIAS : 0;
    pieces.add(new Piece(neuron, worker, first, n, new long[] {step}, store, position, order++));
  }

  private void count(
      long step, int worker, int neuron, boolean bias, float[] from, int offset, int n) {
    long place = PathChecksum.unit(worker, neuron) + PathChecksum.step(step);
    long sum = 0;
    if (bias) {
      for (int i = 0; i < n; i++) {
        sum += PathChecksum.value(place + PathChecksum.input(Piece.BIAS), from[offset + i]);
      }
    } else {
      if (inputs.length < n) {
        inputs = new long[n];
        Arrays.setAll(inputs, PathChecksum::input);
      }
      for (int i = 0; i < n; i++) {
        sum += PathChecksum.value(place + inputs[i], from[offset + i]);
      }
    }
    checksum += sum;
    values += n;
  }

  /** Ends: the pieces of all rows. */
  List<Piece> pieces() throws IOException {
    flush();
    return pieces;
  }

  /** Over all rows taken, those included that another replaces. */
  long checksum() {
    return checksum;
  }

  /** How many values were taken. */
  long values() {
    return values;
  }

  private void flush() throws IOException {
    axes.clear();
    for (Map.Entry<Key, Rows> e : rows.entrySet()) {
      transpose(e.getKey(), e.getValue());
    }
    rows.clear();
    size = 0;
    order++;
  }

  private void transpose(Key key, Rows r) throws IOException {
    for (int from = 0; from < r.n; ) {
      int end = from + 1;
      while (end < r.n && r.steps[end] > r.steps[end - 1]) {
        end++;
      }
      transpose(key, r, from, end);
      from = end; // steps fell: a later piece, which counts more where both have a step
      order++;
    }
  }

  private void transpose(Key key, Rows r, int from, int end) throws IOException {
    int n = end - from;
    float[] tile = new float[Math.min(TILE, r.inputs) * n];
    long position = -1;
    for (int first = 0; first < r.inputs; first += TILE) {
      int width = Math.min(TILE, r.inputs - first);
      for (int k = 0; k < n; k++) {
        int at = r.at[from + k] + first;
        for (int i = 0; i < width; i++) {
          tile[i * n + k] = arena[at + i];
        }
      }
      long appended = store.append(tile, width * n);
      position = position < 0 ? appended : position;
    }
    if (r.inputs > 0) {
      long[] steps = axis(Arrays.copyOfRange(r.steps, from, end));
      int input = key.bias ? Piece.BIAS : 0;
      pieces.add(new Piece(key.neuron, key.worker, input, r.inputs, steps, store, position, order));
    }
  }

  /** The same array for the same steps: most units of a layer have them in common. */
  private long[] axis(long[] steps) {
    for (long[] known : axes) {
      if (Arrays.equals(known, steps)) {
        return known;
      }
    }
    if (axes.size() < 8) {
      axes.add(steps);
    }
    return steps;
  }
}
