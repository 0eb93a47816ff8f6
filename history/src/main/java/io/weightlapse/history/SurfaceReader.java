// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.util.Names;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The surfaces of one slice, point by point, as far as they are stored. */
public final class SurfaceReader {
  private final Home home;
  private final String folder;

  /** A reader; does no I/O. */
  public SurfaceReader(Home home, String run, Slice slice) {
    this.home = home;
    this.folder =
        home.surfacesFolder(Names.require("run", run)) + "/slice=" + Partitions.escape(slice.id());
  }

  /** The steps of which points are stored, rising. */
  public List<Long> steps() throws IOException {
    TreeSet<Long> steps = new TreeSet<>();
    for (String path : StepMerge.files(home, folder)) {
      try (TableReader rows = new TableReader(home.store().input(path), Tables.SURFACES, "step")) {
        while (rows.next()) {
          steps.add(rows.getLong(0));
        }
      } catch (FileNotFoundException | NoSuchFileException e) {
        // another survey has taken its place
      }
    }
    return List.copyOf(steps);
  }

  /** The surface of a step as the newest survey has it; empty if no point is stored. */
  public Optional<SurfaceGrid> surface(long step) throws IOException {
    Pick pick = new Pick();
    for (String path : StepMerge.files(home, folder)) {
      try (TableReader rows =
          new TableReader(home.store().input(path), Tables.SURFACES, Tiles.COLUMNS)
              .onlyStep(step)) {
        while (rows.next()) {
          if (rows.getLong(0) == step) {
            pick.add(rows);
          }
        }
      } catch (FileNotFoundException | NoSuchFileException e) {
        // another survey has taken its place
      }
    }
    return Optional.ofNullable(pick.grid);
  }

  private static final class Pick {
    private long survey = -1;
    private SurfaceGrid grid;

    private void add(TableReader row) {
      int i = row.getInt(1);
      int j = row.getInt(2);
      float loss = row.getFloat(3);
      float accuracy = row.getFloat(4);
      Axis alpha = new Axis(row.getDouble(8), row.getDouble(9), row.getInt(10));
      Axis beta = new Axis(row.getDouble(11), row.getDouble(12), row.getInt(13));
      long of = row.getLong(16);
      if (of < survey) {
        return;
      }
      if (grid == null || of > survey || !grid.alpha().equals(alpha) || !grid.beta().equals(beta)) {
        grid = new SurfaceGrid(alpha, beta);
        survey = of;
      }
      grid.set(i, j, loss, accuracy);
    }
  }
}
