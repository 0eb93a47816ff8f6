// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The views whose frames are steps, over a run that was really trained: 12 steps, all kept. */
class StepViewsTest {
  private static TrainedRun run;

  @BeforeAll
  static void train() {
    run =
        new TrainedRun(
            "steps-1",
            "from-scratch",
            "training.epochs=3",
            "data.points=160",
            "snapshots={everySteps: 1}",
            "metrics.everySteps=1");
  }

  private static int[] pixels(Frame frame) {
    BufferedImage image = frame.picture().get();
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "change-histogram",
        "curves",
        "decision-regions",
        "gradients",
        "units",
        "weight-path",
        "weight-updates"
      })
  void followedInAnyOrderItGivesTheSamePixels(String name) {
    List<Frame> expected = run.live(name, run.events);
    assertThat(expected.size()).isBetween(12, 13); // some show step 0
    assertThat(expected.get(expected.size() - 1).step()).isEqualTo(12);
    assertThat(expected).extracting(Frame::step).isSorted();
    Random random = new Random(7);
    List<Event> told = new ArrayList<>(run.events);
    told.addAll(run.events.subList(0, run.events.size() / 3));
    Collections.shuffle(told, random);
    View view = Views.create(name, run.manifest);
    List<Frame> frames = new ArrayList<>();
    told.forEach(event -> frames.addAll(view.accept(event)));
    assertThat(view.complete()).isTrue();
    assertThat(frames)
        .extracting(Frame::index)
        .isEqualTo(expected.stream().map(Frame::index).toList());
    assertThat(frames)
        .extracting(Frame::fingerprint)
        .isEqualTo(expected.stream().map(Frame::fingerprint).toList());
    for (int k : new int[] {0, 6, expected.size() - 1}) {
      assertThat(pixels(frames.get(k))).isEqualTo(pixels(expected.get(k)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "change-histogram",
        "curves",
        "decision-regions",
        "gradients",
        "units",
        "weight-path",
        "weight-updates"
      })
  void replayedItDrawsTheStepsThatAreAskedFor(String name) {
    ViewOptions options = ViewOptions.STANDARD.over(StepRange.of("4:10:3"));
    List<Frame> frames = run.replayed(name, options);
    assertThat(frames).extracting(Frame::step).containsExactly(4L, 7L, 10L);
    assertThat(frames).extracting(Frame::index).containsExactly(0, 1, 2);
    assertThat(frames).extracting(Frame::epoch).containsExactly(0, 1, 2);
    assertThat(pixels(frames.get(0))).isNotEqualTo(pixels(frames.get(2)));
  }

  @Test
  void parametersThatAreNoNumbersAreDrawn() {
    List<Event> told = new ArrayList<>();
    for (Event event : run.events) {
      told.add(event instanceof Snapshot s && s.step() == 6 ? broken(s) : event);
    }
    for (String name : List.of("decision-regions", "units", "weight-path", "weight-updates")) {
      List<Frame> frames = run.live(name, told);
      assertThat(frames.size()).isBetween(12, 13);
      frames.forEach(StepViewsTest::pixels);
    }
  }

  private static Snapshot broken(Snapshot s) {
    float[] values = new float[s.values().length];
    Arrays.fill(values, Float.NaN);
    return Snapshot.whole(
        s.run(), s.worker(), s.step(), s.epoch(), s.layer(), s.param(), s.rows(), s.cols(), values);
  }

  @Test
  void stepsThatNeverCameAreLeftOut() {
    List<Event> told =
        run.events.stream()
            .filter(e -> !(e instanceof Snapshot s && s.step() == 5 && s.layer().equals("l2")))
            .toList();
    View view = Views.replay("decision-regions", run.manifest, ViewOptions.STANDARD);
    List<Frame> frames = new ArrayList<>();
    told.forEach(event -> frames.addAll(view.accept(event)));
    frames.addAll(view.end());
    assertThat(frames).extracting(Frame::step).doesNotContain(5L).contains(4L, 6L).hasSize(12);
    assertThat(frames.get(5).index()).isEqualTo(5);
  }

  @Test
  void rangesAndScalesChangeThePicture() {
    ViewOptions plain = ViewOptions.STANDARD;
    ViewOptions log =
        new ViewOptions(
            plain.locale(),
            plain.steps(),
            1,
            0,
            0,
            Optional.of(ValueScale.of(ValueScale.Kind.LOG)),
            ValueRange.of("0.01:10"),
            1,
            java.util.Map.of());
    int last = 11;
    int[] one = pixels(run.replayed("curves", plain).get(last));
    assertThat(pixels(run.replayed("curves", log).get(last))).isNotEqualTo(one);
    int[] german = pixels(run.replayed("curves", plain.in(java.util.Locale.GERMAN)).get(last));
    assertThat(german).isNotEqualTo(one);
  }

  @Test
  void optionsThatMakeNoSenseAreSaid() {
    assertThatThrownBy(() -> replay("decision-regions", "cells", "maybe"))
        .hasMessage("--cells must be one of on, off: was maybe");
    assertThatThrownBy(() -> replay("weight-path", "weights", "l1:0:9"))
        .hasMessageContaining("LAYER:UNIT:INPUT")
        .hasMessageEndingWith("was l1:0:9");
    assertThatThrownBy(() -> replay("gradients", "layers", "l9"))
        .hasMessage("--layers must be of l1, l2, l3: was l9");
  }

  private static View replay(String view, String option, String value) {
    return Views.replay(view, run.manifest, ViewOptions.STANDARD.with(option, value));
  }

  @Test
  void transformationsShowTheUnitsAskedForOrPrincipalDirections() {
    List<Frame> first = run.replayed("transformations", ViewOptions.STANDARD);
    assertThat(first).hasSize(3);
    List<List<Frame>> ways = new ArrayList<>(List.of(first));
    for (String units : new String[] {"1,0", "2,5", "pca"}) {
      ViewOptions options = ViewOptions.STANDARD.with("units", units);
      ways.add(run.replayed("transformations", options));
    }
    for (int k = 0; k < ways.size(); k++) {
      assertThat(ways.get(k)).hasSize(3);
      for (int other = 0; other < k; other++) {
        assertThat(ways.get(k))
            .extracting(Frame::fingerprint)
            .doesNotContainAnyElementsOf(ways.get(other).stream().map(Frame::fingerprint).toList());
        assertThat(pixels(ways.get(k).get(2))).isNotEqualTo(pixels(ways.get(other).get(2)));
      }
    }
    assertThatThrownBy(
            () -> run.replayed("transformations", ViewOptions.STANDARD.with("units", "0,99")))
        .hasMessage("--option units must be below 16: was 0,99");
  }
}
