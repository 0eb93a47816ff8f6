// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.Param;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
  private static RunFixture run;

  @BeforeAll
  static void train() {
    run = RunFixture.small();
  }

  private static int[] pixels(Frame frame) {
    BufferedImage image = frame.picture().get();
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  private static void assertSame(List<Frame> actual, List<Frame> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < actual.size(); k++) {
      assertThat(actual.get(k).index()).isEqualTo(k);
      assertThat(actual.get(k).epoch()).isEqualTo(expected.get(k).epoch());
      assertThat(actual.get(k).step()).isEqualTo(expected.get(k).step());
      assertThat(pixels(actual.get(k))).isEqualTo(pixels(expected.get(k)));
    }
  }

  @Test
  void namesAndUnknownNames() {
    assertThat(Views.names())
        .containsExactly(
            "change-histogram",
            "curves",
            "decision-regions",
            "filters",
            "gradients",
            "neuron-surfaces",
            "predictions",
            "transformations",
            "units",
            "weight-path",
            "weight-updates");
    assertThat(Views.all())
        .containsAll(Views.names())
        .contains("loss-line", "surface", "worker-paths")
        .hasSize(Views.names().size() + 3);
    assertThatThrownBy(() -> Views.create("x", run.manifest))
        .hasMessage("view must be one of " + Views.all() + ": was x");
  }

  @Test
  void aRunGetsTheViewsThatSaySomethingAboutIt() {
    assertThat(Views.automatic(run.manifest)).containsExactly("neuron-surfaces", "transformations");
    assertThat(Views.automatic(manifest("from-scratch")))
        .containsExactly("neuron-surfaces", "transformations");
    // and without a look at pictures that are not here
    assertThat(Views.automatic(manifest("mnist-mlp")))
        .containsExactly("curves", "filters", "gradients", "weight-updates");
    for (String view : Views.names()) {
      Views.automatic(view, manifest("mnist-mlp"));
    }
    assertThat(Views.automatic("transformations", manifest("mnist-mlp")).complete()).isTrue();
    assertThat(Views.automatic("weight-updates", manifest("mnist-mlp")).frameCount())
        .isEqualTo(100);
    assertThatThrownBy(() -> Views.replay("units", manifest("mnist-mlp"), ViewOptions.STANDARD))
        .hasMessage("view units: network.inputs must be 2, or made of two coordinates: was 784");
    assertThatThrownBy(
            () -> Views.replay("curves", run.manifest, ViewOptions.STANDARD.with("colour", "red")))
        .hasMessage("--option of view curves must be of runs: was colour");
  }

  private static RunManifest manifest(String experiment) {
    return new RunManifest(
        experiment + "-1",
        ExperimentReader.builtIn(experiment),
        RunFixture.TIME,
        "",
        java.util.Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformations", "neuron-surfaces"})
  void framesFollowTheScheduleAsSoonAsTheyAreComplete(String name) {
    View view = Views.create(name, run.manifest);
    assertThat(view.frameCount()).isEqualTo(6);
    List<Frame> frames = new ArrayList<>();
    for (Event event : run.events) {
      frames.addAll(view.accept(event));
      assertThat(view.complete()).isEqualTo(frames.size() == 6);
    }
    assertThat(view.complete()).isTrue();
    assertThat(frames).extracting(Frame::epoch).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(frames).extracting(Frame::step).containsExactly(40L, 80L, 120L, 160L, 200L, 240L);
    assertThat(view.accept(run.events.get(1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformations", "neuron-surfaces"})
  void anyOrderAndAnyRepetitionGivesTheSamePixels(String name) {
    List<Frame> expected = run.frames(name, run.events);
    for (int seed = 0; seed < 4; seed++) {
      Random random = new Random(seed);
      List<Event> told = new ArrayList<>(run.events);
      for (Event e : run.events) {
        if (random.nextInt(3) == 0) {
          told.add(e);
        }
      }
      Collections.shuffle(told, random);
      assertSame(run.frames(name, told), expected);
    }
    Frame again = expected.get(5);
    assertThat(pixels(again)).isEqualTo(pixels(again));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformations", "neuron-surfaces"})
  void eventsThatDoNotBelongLeaveNoTrace(String name) {
    List<Event> told = new ArrayList<>();
    for (Event event : run.events) {
      told.addAll(hostile());
      told.add(event);
    }
    assertSame(run.frames(name, told), run.frames(name, run.events));
  }

  private static List<Event> hostile() {
    String id = run.manifest.run();
    float[] two = {9, 9};
    Axis axis = new Axis(-1, 1, 2);
    float[] four = new float[4];
    NeuronSlice slice = new NeuronSlice(0, "l1", 0, 0, 1);
    return List.of(
        new Metric("other", Event.MODEL, 40, 0, "train.sum_squared_error", 1, RunFixture.TIME),
        new Metric(id, 3, 40, 0, "train.sum_squared_error", 1, RunFixture.TIME),
        new Metric(id, Event.MODEL, 40, -7, "train.sum_squared_error", 1, RunFixture.TIME),
        new Metric(id, Event.MODEL, 40, 0, "train.loss", 1, RunFixture.TIME),
        new Metric(id, Event.MODEL, 40, 0, null, 1, RunFixture.TIME),
        Snapshot.whole(id, Event.MODEL, 41, 0, "l1", Param.W, 1, 2, two),
        Snapshot.whole(id, 2, 40, 0, "l1", Param.W, 1, 2, two),
        Snapshot.whole("other", Event.MODEL, 40, 0, "l1", Param.W, 1, 2, two),
        Snapshot.whole(id, Event.MODEL, 40, 0, "l9", Param.W, 1, 2, two),
        Snapshot.whole(id, Event.MODEL, 40, 0, null, Param.W, 1, 2, two),
        Snapshot.whole(id, Event.MODEL, 40, 0, "l1", Param.W, 2, 1, two),
        Snapshot.whole(id, Event.MODEL, 40, 0, "l1", Param.W, -1, -2, two),
        Snapshot.whole(id, Event.MODEL, 40, 0, "l1", Param.W, 0, 2, new float[0]),
        new Snapshot(id, Event.MODEL, 40, 0, "l1", Param.W, Integer.MAX_VALUE, 1, 2, 0, 1, two),
        new Snapshot(id, Event.MODEL, 40, 0, "l1", Param.W, -1, 1, 2, 0, 1, two),
        new SurfaceTile(id, 41, 0, slice, axis, axis, 0, 0, 0, 2, four, four, 1),
        new SurfaceTile(id, 40, 0, null, axis, axis, 0, 0, 0, 2, four, four, 1),
        new SurfaceTile("other", 40, 0, slice, axis, axis, 0, 0, 0, 2, four, four, 1),
        new SurfaceTile(
            id, 40, 0, new NeuronSlice(0, "l1", 7, 0, 1), axis, axis, 0, 0, 0, 2, four, four, 1),
        new SurfaceTile(
            id, 40, 0, new NeuronSlice(1, "l1", 0, 0, 1), axis, axis, 0, 0, 0, 2, four, four, 1),
        new RunEnded(id, RunFixture.TIME, RunState.DONE, 240, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"transformations", "neuron-surfaces"})
  void aFrameWaitsForItsMetricItsSnapshotAndTheFrameBefore(String name) {
    View view = Views.create(name, run.manifest);
    Event late = null;
    List<Frame> frames = new ArrayList<>();
    for (Event event : run.events) {
      if (late == null && event instanceof Metric) {
        late = event;
      } else {
        frames.addAll(view.accept(event));
      }
    }
    assertThat(frames).isEmpty();
    assertThat(view.accept(late)).hasSize(6);
  }

  @Test
  void surfacesWaitForEveryTile() {
    View view = Views.create("neuron-surfaces", run.manifest);
    SurfaceTile late = null;
    List<Frame> frames = new ArrayList<>();
    for (Event event : run.events) {
      if (late == null && event instanceof SurfaceTile tile && tile.step() == 120) {
        late = tile;
      } else {
        frames.addAll(view.accept(event));
      }
    }
    assertThat(frames).extracting(Frame::index).containsExactly(0, 1);
    assertThat(view.accept(late)).extracting(Frame::index).containsExactly(2, 3, 4, 5);
  }

  @Test
  void noNumbersAreGapsEverywhere() {
    List<Event> told = new ArrayList<>();
    for (Event event : run.events) {
      told.add(
          event instanceof Metric m && m.epoch() == 2 ? run.metric(2, Double.NaN) : broken(event));
    }
    for (String name : List.of("neuron-surfaces", "transformations")) {
      List<Frame> frames = run.frames(name, told);
      assertThat(frames).hasSize(6);
      frames.forEach(ViewsTest::pixels);
    }
  }

  /** The third frame's parameters and losses as a run that diverged has them. */
  private static Event broken(Event event) {
    if (event instanceof Snapshot s && s.step() == 120) {
      float[] values = new float[s.values().length];
      java.util.Arrays.fill(values, Float.NaN);
      return new Snapshot(
          s.run(),
          s.worker(),
          s.step(),
          s.epoch(),
          s.layer(),
          s.param(),
          s.row0(),
          s.rows(),
          s.cols(),
          s.chunk(),
          s.chunks(),
          values);
    }
    if (event instanceof SurfaceTile t && t.step() == 120) {
      float[] loss = new float[t.loss().length];
      java.util.Arrays.fill(loss, Float.POSITIVE_INFINITY);
      return new SurfaceTile(
          t.run(),
          t.step(),
          t.epoch(),
          t.slice(),
          t.alpha(),
          t.beta(),
          Double.NaN,
          1e300,
          t.row0(),
          t.rows(),
          loss,
          t.accuracy(),
          t.tiles());
    }
    return event;
  }
}
