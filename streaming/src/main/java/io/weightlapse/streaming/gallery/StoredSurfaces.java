// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SurfaceReader;
import io.weightlapse.history.TrajectoryTable;
import io.weightlapse.streaming.surface.Sheet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The surfaces of one run, read as pages ask for them. */
final class StoredSurfaces {
  private final Home home;
  private final RunManifest manifest;

  StoredSurfaces(Home home, RunManifest manifest) {
    this.home = home;
    this.manifest = manifest;
  }

  /** All slices of which surfaces are stored. */
  List<Slice> slices() throws IOException {
    return HistorySource.partitions(home, home.surfacesFolder(manifest.run()), "slice").stream()
        .flatMap(id -> Slice.of(id, manifest.experiment().network()).stream())
        .toList();
  }

  /** A slice of which surfaces are stored. */
  Optional<Slice> slice(String id) throws IOException {
    return slices().stream().filter(s -> s.id().equals(id)).findFirst();
  }

  Optional<SliceInfo> info(Slice slice) throws IOException {
    return slice instanceof NamedSlice named
        ? new Slices(home, manifest.run()).info(named)
        : Optional.empty();
  }

  List<Long> steps(Slice slice) throws IOException {
    return new SurfaceReader(home, manifest.run(), slice).steps();
  }

  List<PathPoint> path(Slice slice) throws IOException {
    return slice instanceof NamedSlice named
        ? new TrajectoryTable(home, manifest.run(), named).read()
        : List.of();
  }

  Optional<Sheet> sheet(Slice slice, long step) throws IOException {
    Optional<SurfaceGrid> grid = new SurfaceReader(home, manifest.run(), slice).surface(step);
    if (grid.isEmpty()) {
      return Optional.empty();
    }
    Optional<SliceInfo> info = info(slice);
    boolean here = info.isPresent() && info.get().recipe().originStep() == step;
    List<PathPoint> path = here ? path(slice) : List.of();
    return Optional.of(new Sheet(manifest.run(), slice, info, step, grid.get(), path));
  }
}
