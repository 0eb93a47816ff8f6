// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Pieces of paths, which are weight-major already. */
final class PathPieces {
  private final ValueStore store;
  private final LayerWork wanted;
  private final long order;
  private final List<Piece> pieces = new ArrayList<>();
  private final float[] arena;
  private int size;
  private int neuron;
  private int input;
  private int worker;
  private int inputs;
  private long[] steps = new long[0];
  private long[] axis = new long[0];
  private int n;

  PathPieces(ValueStore store, LayerWork wanted, long order, int capacity) {
    this.wanted = wanted;
    this.store = store;
    this.order = order;
    this.arena = new float[capacity];
  }

  SourceReader.Result read(Home home, String path, BooleanSupplier stop) throws IOException {
    // The checksum of what is read is that of the file: the manifest has it, and so has PathCheck.
    var file = PathCheck.of(home, path, wanted::has, wanted::keeps);
    try (TableReader rows =
        new TableReader(home.store().input(path), Tables.PATHS, PathCheck.COLUMNS)) {
      while (rows.next()) {
        if (stop.getAsBoolean()) {
          throw new StoppedException();
        }
        row(rows);
      }
    }
    endWeight();
    endPiece();
    return new SourceReader.Result(pieces, new Epochs(), file.checksum(), file.values(), 0);
  }

  private void row(TableReader rows) throws IOException {
    int newNeuron = rows.getInt(0);
    if (!wanted.has(newNeuron)) {
      return;
    }
    int newInput = rows.getInt(1);
    int newWorker = rows.getInt(2);
    long from = rows.getLong(3);
    long every = rows.getLong(5);
    long[] listed = rows.getLongs(6);
    int count = rows.length(7);
    if (count > arena.length) {
      throw new IOException("a row of paths must have at most " + arena.length + " values");
    }
    boolean same =
        n > 0 && newNeuron == neuron && newInput == input + inputs && newWorker == worker;
    if (!same) {
      endWeight();
    }
    if (size + count > arena.length) {
      // A weight may end in two pieces: their steps follow each other.
      endWeight();
      endPiece();
    }
    boolean follows =
        inputs > 0 && newNeuron == neuron && newWorker == worker && newInput == input + inputs;
    if (n == 0 && !follows) {
      endPiece();
      neuron = newNeuron;
      worker = newWorker;
      input = newInput;
    }
    if (steps.length < n + count) {
      steps = Arrays.copyOf(steps, Math.max(2 * steps.length, n + count));
    }
    rows.copyTo(7, arena, size);
    int taken = 0;
    for (int i = 0; i < count; i++) {
      long step = every == 0 ? listed[i] : from + i * every;
      if (wanted.keeps(step)) {
        steps[n + taken] = step;
        arena[size + taken] = arena[size + i];
        taken++;
      }
    }
    size += taken;
    n += taken;
  }

  /** The rows of a weight are read: it joins the piece, or begins the next. */
  private void endWeight() throws IOException {
    if (n == 0) {
      return;
    }
    boolean fits = inputs == 0 || Arrays.equals(axis, 0, axis.length, steps, 0, n);
    if (!fits) {
      float[] own = Arrays.copyOfRange(arena, size - n, size);
      int ownInput = input + inputs;
      size -= n;
      endPiece();
      System.arraycopy(own, 0, arena, 0, n);
      size = n;
      input = ownInput;
    }
    if (inputs == 0) {
      axis =
          axis.length == n && Arrays.equals(axis, 0, n, steps, 0, n)
              ? axis
              : Arrays.copyOf(steps, n);
    }
    inputs++;
    n = 0;
  }

  private void endPiece() throws IOException {
    if (inputs > 0) {
      long position = store.append(arena, size);
      pieces.add(new Piece(neuron, worker, input, inputs, axis, store, position, order));
    }
    inputs = 0;
    size = 0;
  }
}
