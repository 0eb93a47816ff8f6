// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.util.Names;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

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
    String folder = home.weightsFolder(run) + "/layer=" + Partitions.escape(block.layerName());
    for (String path : StepMerge.files(home, folder)) {
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
}
