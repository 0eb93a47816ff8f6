// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryGalleryTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;
  private Home home;
  private RunManifest manifest;

  @BeforeEach
  void create() throws IOException {
    home = Home.open(folder.toString());
    manifest = new RunManifest("r", ExperimentReader.builtIn("xor"), NOON, "", Map.of());
    new Runs(home).create(new RunStarted(manifest, NOON));
  }

  @Test
  void countsTheFramesThatARunningRunWillHave() throws IOException {
    Files.createDirectories(folder.resolve("animations/r/frames/transformations"));
    HistoryGallery gallery = new HistoryGallery(home, LiveRuns.none());
    int expected = Views.create("transformations", manifest).frameCount();
    assertThat(gallery.views("r"))
        .containsExactly(new ViewFrames("transformations", List.of(), expected, List.of()));
  }

  @Test
  void showsWhatTheConsumerKnowsAheadOfTheHistory() throws IOException {
    Metric model = new Metric("r", Event.MODEL, 1, 0, "train.loss", 1, NOON);
    Metric worker = new Metric("r", 3, 1, 0, "train.loss", 2, NOON);
    LiveRuns live =
        new LiveRuns() {
          @Override
          public List<Metric> metrics(String run) {
            return List.of(model, worker);
          }

          @Override
          public Map<String, Integer> expectedFrames(String run) {
            return Map.of("neuron-surfaces", 26);
          }
        };
    HistoryGallery gallery = new HistoryGallery(home, live);
    assertThat(gallery.metrics("r")).containsExactly(model);
    assertThat(gallery.views("r"))
        .containsExactly(new ViewFrames("neuron-surfaces", List.of(), 26, List.of()));
  }

  @Test
  void thinsLongCurvesAndKeepsTheirEnd() {
    List<Metric> many =
        java.util.stream.IntStream.range(0, 5001)
            .mapToObj(i -> new Metric("r", -1, i, i, "train.loss", i, NOON))
            .toList();
    var epochs = GalleryJson.metrics(many).at("/train.loss/epochs");
    assertThat(epochs.size()).isLessThanOrEqualTo(GalleryJson.POINTS + 1);
    assertThat(epochs.get(epochs.size() - 1).asInt()).isEqualTo(5000);
  }
}
