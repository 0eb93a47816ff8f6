// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.experiment.NeuronLandscapeSpec;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import io.weightlapse.streaming.view.plot.Canvas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Surveys other than the experiment's own, and more than one. */
class SurveyTest {
  private static final String VIEW = "neuron-surfaces";
  private static final Axis NARROW = new Axis(-1, 1, 21);

  private static RunFixture run;
  private static List<Event> training;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    run = RunFixture.small();
    training = run.events.stream().filter(e -> !(e instanceof SurfaceTile)).toList();
  }

  private static NeuronLandscapeSpec spec(List<Integer> neurons, int input0, int input1) {
    return new NeuronLandscapeSpec(neurons, input0, input1, NARROW, NARROW);
  }

  private static List<Event> with(List<? extends Event> tiles) {
    List<Event> events = new ArrayList<>(training);
    events.addAll(tiles);
    return events;
  }

  private static List<String> prints(List<Frame> frames) {
    return frames.stream().map(Frame::fingerprint).toList();
  }

  private Animation animate(List<Event> events) throws IOException {
    MemorySink source = new MemorySink();
    events.forEach(source::publish);
    return new Animator(
            Views.create(VIEW, run.manifest),
            new FrameStore(folder, VIEW),
            new GifEncoder(),
            FrameListener.NONE)
        .render(source);
  }

  @Test
  void anotherSurveyIsDrawnAnew() throws IOException {
    Path gif = animate(run.events).file();
    byte[] before = Files.readAllBytes(gif);
    List<Event> again = with(run.survey(spec(List.of(0, 1), 0, 1), 0));
    assertThat(animate(again).drawn()).isEqualTo(6);
    byte[] after = Files.readAllBytes(gif);
    assertThat(after).isNotEqualTo(before);
    assertThat(animate(again).drawn()).isZero();
    assertThat(Files.readAllBytes(gif)).isEqualTo(after);
    assertThat(animate(run.events).drawn()).isEqualTo(6);
    assertThat(Files.readAllBytes(gif)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"0,0,1", "1,0,1", "0,1,0"})
  void drawsTheNeuronsAndWeightsThatWereSurveyed(int neuron, int input0, int input1) {
    List<Frame> frames =
        run.frames(VIEW, with(run.survey(spec(List.of(neuron), input0, input1), 7)));
    assertThat(frames).hasSize(6);
    assertThat(prints(frames)).doesNotContainAnyElementsOf(prints(run.frames(VIEW, run.events)));
    assertThat(frames.get(5).picture().get()).isNotNull();
  }

  @Test
  void drawsAllNeurons() {
    assertThat(run.frames(VIEW, with(run.survey(spec(List.of(), 0, 1), 7)))).hasSize(6);
  }

  @Test
  void drawsSomePointsOfAFineGrid() {
    NeuronLandscapeSpec fine =
        new NeuronLandscapeSpec(List.of(0), 0, 1, new Axis(-1, 1, 601), new Axis(-1, 1, 4));
    List<Frame> frames = run.frames(VIEW, with(run.survey(fine, 7)));
    assertThat(frames).hasSize(6);
    assertThat(frames.get(0).picture().get()).isNotNull();
  }

  @Test
  void aFineGridKeepsItsEndsAndTheLossBetween() {
    NeuronSlice slice = new NeuronSlice(0, "l1", 0, 0, 1);
    Axis alpha = new Axis(-3, 5, 1301);
    Axis beta = new Axis(-1, 1, 3);
    float[] loss = new float[1301 * 3];
    for (int i = 0; i < loss.length; i++) {
      loss[i] = (float) alpha.at(i / 3);
    }
    SurfaceTile tile =
        new SurfaceTile("r", 1, 0, slice, alpha, beta, 10, 0, 0, 1301, loss, loss.clone(), 1);
    SliceGrid grid = new SliceGrid(tile);
    grid.add(tile);
    assertThat(grid.complete()).isTrue();
    double[] weights = grid.weights0();
    assertThat(weights.length).isLessThanOrEqualTo(SliceGrid.MOST);
    assertThat(weights[0]).isEqualTo(7);
    assertThat(weights[weights.length - 1]).isEqualTo(15);
    assertThat(grid.loss()).hasSize(3 * weights.length);
    assertThat(grid.loss()[grid.loss().length - 1]).isEqualTo(5);
    assertThat(grid.lossAtOrigin()).isCloseTo(0, org.assertj.core.api.Assertions.within(1e-6));
  }

  @Test
  void ofManyNeuronsTheFirstKeepTheirLossesWhateverTheOrder() {
    Axis axis = new Axis(-1, 1, 2);
    List<SurfaceTile> tiles = new ArrayList<>();
    for (int n = 0; n < 20; n++) {
      NeuronSlice slice = new NeuronSlice(0, "l1", n, 0, 1);
      float[] loss = {n, n, n, n};
      tiles.add(new SurfaceTile("r", 1, 0, slice, axis, axis, 0, 0, 0, 2, loss, loss, 20));
    }
    for (int seed = 0; seed < 5; seed++) {
      Collections.shuffle(tiles, new Random(seed));
      StepSurfaces step = new StepSurfaces(unit -> true);
      for (SurfaceTile tile : tiles) {
        assertThat(step.complete()).isFalse();
        step.add((NeuronSlice) tile.slice(), tile);
      }
      assertThat(step.complete()).isTrue();
      assertThat(step.drawn()).hasSize(1);
      assertThat(step.drawn().iterator().next())
          .extracting(NeuronSlice::neuron)
          .containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
      assertThat(step.grid(new NeuronSlice(0, "l1", 7, 0, 1)).loss()).containsOnly(7);
      assertThat(step.grid(new NeuronSlice(0, "l1", 8, 0, 1))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5})
  void theNewestOfSeveralSurveysIsDrawnWhateverTheOrder(long seed) {
    List<SurfaceTile> old = run.survey(spec(List.of(0, 1), 0, 1), 1);
    List<SurfaceTile> latest = run.survey(spec(List.of(1), 1, 0), 2);
    List<String> expected = prints(run.frames(VIEW, with(latest)));
    List<Event> told = new ArrayList<>(with(old));
    told.addAll(latest);
    Collections.shuffle(told, new Random(seed));
    List<Frame> frames = run.frames(VIEW, told);
    assertThat(prints(frames.subList(frames.size() - 6, frames.size()))).isEqualTo(expected);
  }

  @Test
  void aNewerSurveyBeginsTheFramesAnewAlsoWhereAllWereDrawn() {
    View view = Views.create(VIEW, run.manifest);
    run.events.forEach(view::accept);
    assertThat(view.complete()).isTrue();
    List<SurfaceTile> tiles = run.survey(spec(List.of(0), 0, 1), 5);
    List<Frame> frames = new ArrayList<>(view.accept(tiles.get(0)));
    assertThat(view.complete()).isFalse();
    tiles.subList(1, tiles.size()).forEach(t -> frames.addAll(view.accept(t)));
    assertThat(frames).extracting(Frame::index).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(view.survey()).contains(new Survey(5, 0, 1, NARROW, NARROW));
  }

  @Test
  void wordsAreRead() {
    Survey survey = new Survey(1_763_837_101_000L, 3, 4, new Axis(-0.1, 1e-9, 7), NARROW);
    assertThat(Survey.parse(survey.word())).isEqualTo(survey);
    assertThat(survey.word()).doesNotContain(" ");
  }

  @Test
  void drawsTheUnitsAskedForOfThoseSurveyed() {
    ViewOptions one = ViewOptions.STANDARD.with("units", "1,5");
    View view = Views.create(VIEW, run.manifest, one);
    List<Frame> frames = new ArrayList<>();
    run.events.forEach(e -> frames.addAll(view.accept(e)));
    assertThat(prints(frames))
        .hasSize(6)
        .doesNotContainAnyElementsOf(prints(run.frames(VIEW, run.events)));
    View none = Views.create(VIEW, run.manifest, ViewOptions.STANDARD.with("units", "8,9"));
    assertThatThrownBy(() -> run.events.forEach(none::accept))
        .hasMessage("--option units must be of surveyed neurons: no surface is of them");
  }

  @Test
  void deepNetworksHaveACanvasThatScreensShow() {
    for (int layers = 1; layers <= ShownLayers.MOST; layers++) {
      Canvas canvas = NeuronSurfacesLayout.of(layers).canvas();
      double shape = (double) canvas.width() / canvas.height();
      if (layers >= 2) {
        assertThat(shape).as("%d layers", layers).isBetween(1.0, 2.4);
      }
    }
    assertThat(NeuronSurfacesLayout.of(14).canvas().width()).isLessThanOrEqualTo(2400);
  }
}
