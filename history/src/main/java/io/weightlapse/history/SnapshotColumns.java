// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.Names;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The same few parameters at many stored steps of a run's model, one row group in memory. Of a
 * compacted run it reads the paths of these parameters alone; as written, all files of the layer.
 */
public final class SnapshotColumns {
  /**
   * Some rows of a tensor.
   *
   * @param unit0 first row
   * @param units number of rows
   */
  public record Part(ParameterBlock block, int unit0, int units) implements Serializable {
    /** Number of values at one step. */
    public int values() {
      return Math.multiplyExact(units, block.cols());
    }

    int checkedLength(int length, int neuron, long step) throws IOException {
      if (length != block.cols()) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "unit %d of layer %s must have %d values at step %d: was %d",
                neuron,
                block.layerName(),
                block.cols(),
                step,
                length));
      }
      return length;
    }

    IOException missing(int unit, long step) {
      return new IOException(
          String.format(
              Locale.ROOT,
              "unit %d of layer %s is not stored at step %d",
              unit0 + unit,
              block.layerName(),
              step));
    }
  }

  /** Takes one part after the other. */
  public interface Handler {
    /**
     * Takes one.
     *
     * @param values steps x values of the part, row major
     */
    void part(Part part, float[] values) throws IOException;
  }

  private final Home home;
  private final String run;

  /** A reader; does no I/O. */
  public SnapshotColumns(Home home, String run) {
    this.home = home;
    this.run = Names.require("run", run);
  }

  /**
   * Some rows of a tensor at each step.
   *
   * @param steps rising; all must be stored
   * @param unit0 first row
   * @param units number of rows
   * @return steps x (units x cols), row major
   * @throws IOException also where something is not stored; the message says what
   */
  public float[] read(List<Long> steps, ParameterBlock block, int unit0, int units)
      throws IOException {
    Columns columns = new Columns(steps, block, unit0, units);
    RunTables.Files layer = RunTables.of(home, run).layer(block.layerName());
    for (String path : layer.paths()) {
      columns.takePaths(path);
    }
    for (String path : layer.paths().isEmpty() ? layer.asWritten() : layer.tail()) {
      columns.takeRows(path);
    }
    return columns.checked();
  }

  /**
   * Many parts, one in memory at a time. Files as written are read once for all neighbouring parts
   * of a layer, which wait in a file of their size; it is gone afterwards.
   *
   * @param scratch a folder of this machine
   */
  public void deliver(List<Long> steps, List<Part> parts, Path scratch, Handler handler)
      throws IOException {
    long[] wanted = steps.stream().mapToLong(Long::longValue).toArray();
    for (int from = 0; from < parts.size(); ) {
      String name = parts.get(from).block().layerName();
      int to = from + 1;
      while (to < parts.size() && parts.get(to).block().layerName().equals(name)) {
        to++;
      }
      List<Part> some = parts.subList(from, to);
      from = to;
      RunTables.Files layer = RunTables.of(home, run).layer(name);
      if (some.size() == 1 || !layer.paths().isEmpty()) {
        for (Part part : some) {
          handler.part(part, read(steps, part.block(), part.unit0(), part.units()));
        }
        continue;
      }
      try (ColumnSpill spill = new ColumnSpill(wanted, some, scratch)) {
        for (String file : layer.asWritten()) {
          try (TableReader rows = asWritten(file)) {
            spill.take(rows);
          }
        }
        for (int p = 0; p < some.size(); p++) {
          handler.part(some.get(p), spill.part(p));
        }
      }
    }
  }

  private TableReader asWritten(String file) throws IOException {
    return new TableReader(
        home.store().input(file), Tables.WEIGHTS, "step", "worker", "param", "neuron", "values");
  }

  /** What is being read. */
  private final class Columns {
    private final long[] steps;
    private final ParameterBlock block;
    private final int unit0;
    private final int units;
    private final int width;
    private final Part part;
    private final float[] values;
    private final int[] found; // of each step and unit: how many of its values
    private float[] path = new float[0];

    private Columns(List<Long> steps, ParameterBlock block, int unit0, int units) {
      this.steps = steps.stream().mapToLong(Long::longValue).toArray();
      this.block = block;
      this.unit0 = unit0;
      this.units = units;
      this.part = new Part(block, unit0, units);
      this.width = part.values();
      this.values = new float[Math.multiplyExact(this.steps.length, width)];
      this.found = new int[this.steps.length * units];
    }

    /** A file as written: a row a unit and step. */
    private void takeRows(String file) throws IOException {
      try (TableReader rows = asWritten(file)) {
        while (rows.next()) {
          int t = Arrays.binarySearch(steps, rows.getLong(0));
          if (t < 0
              || rows.getInt(1) != Event.MODEL
              || Param.of(rows.getString(2)) != block.param()) {
            continue;
          }
          int unit = rows.getInt(3) - unit0;
          if (unit >= 0 && unit < units) {
            int n = part.checkedLength(rows.length(4), unit0 + unit, steps[t]);
            rows.copyTo(4, values, t * width + unit * n);
            found[t * units + unit] = n;
          }
        }
      }
    }

    /** A file of paths: a row a weight, with many steps. */
    private void takePaths(String file) throws IOException {
      try (TableReader rows =
          new TableReader(home.store().input(file), Tables.PATHS, PathWindow.COLUMNS)
              .onlyUnits(unit0, unit0 + units)) {
        boolean biases = block.param() == Param.B;
        while (rows.next()) {
          int unit = rows.getInt(0) - unit0;
          int input = rows.getInt(1);
          boolean wanted = unit >= 0 && unit < units && input < 0 == biases;
          if (wanted && input < block.cols() && rows.getInt(2) == Event.MODEL) {
            takePath(rows, unit, Math.max(0, input));
          }
        }
      }
    }

    private void takePath(TableReader rows, int unit, int input) {
      long from = rows.getLong(3);
      long to = rows.getLong(4);
      long every = rows.getLong(5);
      long[] listed = every == 0 ? rows.getLongs(6) : null;
      int n = rows.length(7);
      if (path.length < n) {
        path = new float[n];
      }
      rows.copyTo(7, path, 0);
      int first = Arrays.binarySearch(steps, from);
      for (int t = first < 0 ? -first - 1 : first; t < steps.length && steps[t] <= to; t++) {
        long past = steps[t] - from;
        int at =
            listed != null
                ? Arrays.binarySearch(listed, steps[t])
                : past % every == 0 ? (int) (past / every) : -1;
        if (at >= 0 && at < n) {
          values[t * width + unit * block.cols() + input] = path[at];
          found[t * units + unit]++;
        }
      }
    }

    private float[] checked() throws IOException {
      for (int i = 0; i < found.length; i++) {
        if (found[i] != block.cols()) {
          throw part.missing(i % units, steps[i / units]);
        }
      }
      return values;
    }
  }
}
