// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.Names;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The same few parameters at many stored steps of a run's model, one row group in memory. */
public final class SnapshotColumns {
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
   */
  public float[] read(List<Long> steps, ParameterBlock block, int unit0, int units)
      throws IOException {
    int n = Math.multiplyExact(units, block.cols());
    float[] values = new float[Math.multiplyExact(steps.size(), n)];
    boolean[] seen = new boolean[steps.size() * units];
    long[] wanted = steps.stream().mapToLong(Long::longValue).toArray();
    RunTables.Files layer = RunTables.of(home, run).layer(block.layerName());
    if (layer.snapshots() == RunTables.Snapshots.IN_PATHS) {
      replay(wanted, block, unit0, units, values, seen);
    }
    for (String path : layer.asWritten()) {
      try (TableReader rows =
          new TableReader(
              home.store().input(path),
              Tables.WEIGHTS,
              "step",
              "worker",
              "param",
              "neuron",
              "values")) {
        while (rows.next()) {
          int t = Arrays.binarySearch(wanted, rows.getLong(0));
          if (t < 0
              || rows.getInt(1) != Event.MODEL
              || Param.of(rows.getString(2)) != block.param()) {
            continue;
          }
          int unit = rows.getInt(3) - unit0;
          if (unit >= 0 && unit < units) {
            float[] row = rows.getFloats(4);
            System.arraycopy(row, 0, values, t * n + unit * block.cols(), block.cols());
            seen[t * units + unit] = true;
          }
        }
      }
    }
    for (int i = 0; i < seen.length; i++) {
      if (!seen[i]) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "unit %d of layer %s of run %s is not stored at step %d",
                unit0 + i % units,
                block.layerName(),
                run,
                wanted[i / units]));
      }
    }
    return values;
  }

  /** The same of a compacted run, tensor by tensor. */
  private void replay(
      long[] wanted, ParameterBlock block, int unit0, int units, float[] values, boolean[] seen)
      throws IOException {
    int n = units * block.cols();
    new HistorySource(home, run)
        .kinds(Set.of(Snapshot.class))
        .steps(step -> Arrays.binarySearch(wanted, step) >= 0)
        .layers(block.layerName()::equals)
        .deliver(
            event -> {
              if (event instanceof Snapshot s
                  && s.worker() == Event.MODEL
                  && s.param() == block.param()) {
                int t = Arrays.binarySearch(wanted, s.step());
                int from = Math.max(unit0, s.row0());
                int to = Math.min(unit0 + units, s.row0() + s.rows());
                for (int unit = from; unit < to; unit++) {
                  System.arraycopy(
                      s.values(),
                      (unit - s.row0()) * block.cols(),
                      values,
                      t * n + (unit - unit0) * block.cols(),
                      block.cols());
                  seen[t * units + unit - unit0] = true;
                }
              }
            });
  }
}
