// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.EventSinkContract;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.landscape.SurfaceGrid;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlicesTest extends EventSinkContract {
  private static final NamedSlice PLANE = new NamedSlice(SliceKind.PLANE, "filter.0");
  private static final NeuronSlice NEURONS = new NeuronSlice(0, "l1", 1, 0, 1);

  @TempDir Path folder;

  private Home home() {
    return Home.open(folder.toString());
  }

  @Override
  protected EventSink sink() {
    return new HistorySink(home(), RUN, "landscape-0");
  }

  @Override
  protected List<Event> stored() throws IOException {
    MemorySink memory = new MemorySink();
    new HistorySource(home(), RUN).deliver(memory::publish);
    return memory.events();
  }

  private void publish(Event... events) throws IOException {
    try (EventSink sink = sink()) {
      for (Event e : events) {
        sink.publish(e);
      }
    }
  }

  /** A file as it was written before there were slices other than of neurons: read for ever. */
  @Test
  void readsTheSurfacesOfBefore() throws IOException {
    publish(started());
    Path file =
        folder.resolve("surfaces/run=contract-1/slice=neurons-l1-n1-w0-w1/old-00000.parquet");
    Files.createDirectories(file.getParent());
    try (InputStream in = getClass().getResourceAsStream("/surfaces-v1.parquet")) {
      Files.copy(in, file);
    }
    assertThat(describe(stored())).isEqualTo(describe(List.of(started(), tile(2, 0), tile(2, 2))));
    SurfaceReader reader = new SurfaceReader(home(), RUN, NEURONS);
    assertThat(reader.steps()).containsExactly(2L);
    SurfaceGrid grid = reader.surface(2).orElseThrow();
    assertThat(grid.complete()).isTrue();
    assertThat(grid.state(0, 0)).isEqualTo(PointState.NAN);
    assertThat(grid.state(2, 2)).isEqualTo(PointState.INF);
    assertThat(grid.accuracy(1, 1)).isEqualTo(1);
    assertThat(reader.surface(3)).isEmpty();
  }

  @Test
  void pointsThatAreNotStoredArePending() throws IOException {
    publish(started(), lattice(2));
    SurfaceGrid grid = new SurfaceReader(home(), RUN, PLANE).surface(2).orElseThrow();
    assertThat(grid.known()).isEqualTo(4);
    assertThat(grid.state(0, 0)).isEqualTo(PointState.PENDING);
    assertThat(grid.state(1, 0)).isEqualTo(PointState.NAN);
    assertThat(grid.state(3, 0)).isEqualTo(PointState.INF);
    assertThat(grid.covers(lattice(2).part())).isTrue();
  }

  @Test
  void clearsTheSlicesThatAreNamedAndNoOther() throws IOException {
    publish(started(), tile(2, 0), tile(2, 2), line(2), lattice(2));
    new Runs(home()).clearSurfaces(RUN, List.of(PLANE.id(), "plane-none"));
    assertThat(describe(stored()))
        .isEqualTo(describe(List.of(started(), tile(2, 0), tile(2, 2), line(2))));
    assertThat(new SurfaceReader(home(), RUN, PLANE).steps()).isEmpty();
  }

  private static SliceInfo info() {
    SliceRecipe recipe =
        new SliceRecipe(
            PLANE,
            new Axis(-1, 1, 5),
            new Axis(0, 0.5, 4),
            "filter",
            DirectionUse.SHARED,
            0,
            2,
            "train",
            0,
            List.of("train"),
            "float",
            "",
            "");
    return new SliceInfo(recipe, new TreeMap<>(), 9, Instant.EPOCH);
  }

  @Test
  void keepsWhatASliceIs() throws IOException {
    Slices slices = new Slices(home(), RUN);
    assertThat(slices.info(PLANE)).isEmpty();
    assertThat(slices.directions(PLANE)).isEmpty();
    slices.write(info());
    slices.writeDirections(PLANE, new float[] {1, 2}, new float[] {3, -0f});
    slices.writeDirections(PLANE, 7, new float[] {5, 6}, new float[] {7, 8});
    slices.writeOrigin(PLANE, new float[] {9, 10});
    assertThat(slices.info(PLANE)).contains(info());
    assertThat(slices.require("plane-filter.0")).isEqualTo(info());
    assertThat(slices.list()).containsExactly(PLANE);
    assertThat(slices.directions(PLANE).orElseThrow()[1]).containsExactly(3, -0f);
    assertThat(slices.directions(PLANE, 7).orElseThrow()[0]).containsExactly(5, 6);
    assertThat(slices.directions(PLANE, 8)).isEmpty();
    assertThat(slices.origin(PLANE)).contains(new float[] {9, 10});
    assertThatThrownBy(() -> slices.require("plane-x"))
        .hasMessage("run contract-1 has no slice plane-x; it has plane-filter.0");
    slices.clear(PLANE);
    assertThat(slices.list()).isEmpty();
    assertThat(slices.directions(PLANE, 7)).isEmpty();
    assertThat(slices.origin(PLANE)).isEmpty();
  }

  @Test
  void keepsTheLatestTrajectory() throws IOException {
    TrajectoryTable table = new TrajectoryTable(home(), RUN, PLANE);
    assertThat(table.read()).isEmpty();
    PathPoint late = new PathPoint(9, -1, 0.5, -0.25, 0.75, Double.NaN, 0);
    PathPoint early = new PathPoint(0, -1, 1, 2, 0, 0.5, 1);
    PathPoint worker = new PathPoint(0, 2, 1, 2, 0, 0.5, 1);
    table.write(List.of(late));
    table.write(List.of(late, worker, early));
    assertThat(table.read()).containsExactly(early, late, worker);
    assertThat(Slice.of(PLANE.id(), null)).contains(PLANE);
    new Slices(home(), RUN).clear(PLANE);
    assertThat(table.read()).isEmpty();
  }
}
