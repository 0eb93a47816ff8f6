// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.core.nn.Param;
import io.weightlapse.history.Home;
import io.weightlapse.history.TableReader;
import io.weightlapse.history.Tables;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Reads the files of one piece of work into pieces. */
final class SourceReader {
  /**
   * What was read.
   *
   * @param pieces in no order
   * @param epochs of the steps; empty for paths, whose steps have a table of their own
   * @param checksum of all values read
   * @param values how many
   * @param emptyRows rows without values, which paths cannot hold
   */
  record Result(List<Piece> pieces, Epochs epochs, long checksum, long values, long emptyRows) {}

  private final Home home;
  private final ValueStore store;
  private final LayerWork wanted;
  private final int capacity;
  private final BooleanSupplier stop;

  /**
   * A reader.
   *
   * @param wanted which units
   * @param capacity values held in memory
   */
  SourceReader(Home home, ValueStore store, LayerWork wanted, int capacity, BooleanSupplier stop) {
    this.home = home;
    this.store = store;
    this.wanted = wanted;
    this.capacity = capacity;
    this.stop = stop;
  }

  /**
   * Reads.
   *
   * @param index of the work: later work counts more
   */
  Result read(List<Sources.Slice> work, int index) throws IOException {
    long order = (long) index << 32;
    if (work.get(0).kind() == Sources.Kind.PATHS) {
      return new PathPieces(store, wanted, order, capacity).read(home, work.get(0).path(), stop);
    }
    PieceBuilder builder = new PieceBuilder(store, order, capacity);
    Epochs epochs = new Epochs();
    long empty = 0;
    for (Sources.Slice slice : work) {
      empty += read(slice, builder, epochs);
    }
    List<Piece> pieces = builder.pieces();
    return new Result(pieces, epochs, builder.checksum(), builder.values(), empty);
  }

  private long read(Sources.Slice slice, PieceBuilder builder, Epochs epochs) throws IOException {
    long empty = 0;
    try (TableReader rows =
        new TableReader(
                home.store().input(slice.path()),
                Tables.WEIGHTS,
                "step",
                "worker",
                "epoch",
                "param",
                "neuron",
                "values")
            .groups(slice.from(), slice.end())) {
      PieceBuilder.RowSource values = (to, offset) -> rows.copyTo(5, to, offset);
      int row = 0;
      while (rows.next()) {
        if ((row++ & 0xff) == 0 && stop.getAsBoolean()) {
          throw new StoppedException();
        }
        long step = rows.getLong(0);
        if (!wanted.keeps(step)) {
          continue;
        }
        int worker = rows.getInt(1);
        epochs.add(worker, step, rows.getInt(2));
        boolean bias = Param.of(rows.getString(3)) == Param.B;
        int neuron = rows.getInt(4);
        if (!wanted.has(neuron)) {
          continue;
        }
        int n = rows.length(5);
        if (bias && n != 1) {
          throw new IOException(slice.path() + ": a bias must have one value a unit: had " + n);
        }
        if (n == 0) {
          empty++;
        } else {
          builder.add(step, worker, neuron, bias, n, values);
        }
      }
    }
    return empty;
  }
}
