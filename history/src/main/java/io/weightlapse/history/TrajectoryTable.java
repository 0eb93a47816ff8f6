// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.util.Names;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * Where the stored snapshots of a run lie on a slice: {@code
 * trajectory/run=<run>/slice=<slice>/path-00000.parquet}, one row a snapshot, by worker and step.
 */
public final class TrajectoryTable {
  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(INT64)
          .named("step")
          .required(INT32)
          .named("worker")
          .required(DOUBLE)
          .named("alpha")
          .required(DOUBLE)
          .named("beta")
          .required(DOUBLE)
          .named("residual")
          .required(DOUBLE)
          .named("loss")
          .required(DOUBLE)
          .named("accuracy")
          .named("trajectory");

  private final Home home;
  private final String run;
  private final NamedSlice slice;

  /** The table of a slice; does no I/O. */
  public TrajectoryTable(Home home, String run, NamedSlice slice) {
    this.home = home;
    this.run = Names.require("run", run);
    this.slice = slice;
  }

  static String folder(Home home, String run, NamedSlice slice) {
    return "trajectory/run=" + Names.require("run", run) + "/slice=" + slice.id();
  }

  /** Replaces what is stored. */
  public void write(List<PathPoint> points) throws IOException {
    try (PageCodec codec = new PageCodec()) {
      TableWriter table =
          new TableWriter(
              home, folder(home, run, slice), SCHEMA, claimed("path-" + slice.id()), codec);
      for (PathPoint p : points) {
        table
            .row()
            .add(p.step())
            .add(p.worker())
            .add(p.alpha())
            .add(p.beta())
            .add(p.residual())
            .add(p.loss())
            .add(p.accuracy());
        table.endRow();
      }
      table.flush();
    }
  }

  private Claim claimed(String writer) throws IOException {
    Claim claim = new Claim(home, run, writer.substring(0, Math.min(80, writer.length())));
    claim.take();
    return claim;
  }

  /** What is stored, by worker, then step; empty if nothing is. */
  public List<PathPoint> read() throws IOException {
    List<PathPoint> points = new ArrayList<>();
    for (String path : StepMerge.files(home, folder(home, run, slice))) {
      try (TableReader rows =
          new TableReader(
              home.store().input(path),
              SCHEMA,
              "step",
              "worker",
              "alpha",
              "beta",
              "residual",
              "loss",
              "accuracy")) {
        while (rows.next()) {
          points.add(
              new PathPoint(
                  rows.getLong(0),
                  rows.getInt(1),
                  rows.getDouble(2),
                  rows.getDouble(3),
                  rows.getDouble(4),
                  rows.getDouble(5),
                  rows.getDouble(6)));
        }
      } catch (FileNotFoundException | NoSuchFileException e) {
        // replaced meanwhile
      }
    }
    points.sort(Comparator.comparingInt(PathPoint::worker).thenComparingLong(PathPoint::step));
    return points;
  }
}
