// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.ExperimentTree;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryGalleryTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private static final String DONE =
      "{\"version\":1,\"state\":\"done\",\"ended\":\"2026-11-22T12:00:01Z\",\"message\":\"\","
          + "\"steps\":1,\"epochs\":1,\"metrics\":{\"train.loss\":0.5}}";

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
  void aManifestThatFitsNoViewHasNoFramesToCome() throws IOException {
    ObjectNode tree = ExperimentTree.write(ExperimentReader.builtIn("xor"));
    ((ObjectNode) tree.get("network")).put("inputs", 3);
    manifest = new RunManifest("odd", ExperimentReader.read(tree, "odd"), NOON, "", Map.of());
    new Runs(home).create(new RunStarted(manifest, NOON));
    LiveStream live = new LiveStream(List.of("neuron-surfaces", "transformations"));
    live.runStarted(manifest);
    assertThat(new HistoryGallery(home, live).views("odd"))
        .containsExactly(
            new ViewFrames("neuron-surfaces", List.of(), 0, List.of()),
            new ViewFrames("transformations", List.of(), 0, List.of()));
    live.viewReady("odd", "transformations", 7);
    assertThat(new HistoryGallery(home, live).views("odd"))
        .contains(new ViewFrames("transformations", List.of(), 7, List.of()));
  }

  @Test
  void seesEveryFrameThoughItKeepsWhatItListed() throws IOException {
    Path frames = Files.createDirectories(folder.resolve("animations/r/frames/v"));
    HistoryGallery gallery = new HistoryGallery(home, LiveRuns.none());
    for (int i = 0; i < 3; i++) {
      Files.writeString(frames.resolve("0000" + i + ".png"), "x");
      assertThat(gallery.views("r").get(0).frames()).hasSize(i + 1);
    }
    for (Path old : List.of(frames, frames.getParent(), frames.getParent().getParent())) {
      Files.setLastModifiedTime(old, FileTime.from(NOON));
    }
    assertThat(gallery.views("r").get(0).frames()).hasSize(3);
    Files.writeString(frames.resolve("00003.png"), "x");
    assertThat(gallery.views("r").get(0).frames()).hasSize(4);
    Files.writeString(folder.resolve("animations/r/w.gif"), "x");
    assertThat(gallery.views("r")).hasSize(2);
  }

  @Test
  void listsAThousandRunsAtOnce() throws IOException {
    FileTime noon = FileTime.from(NOON);
    for (int run = 0; run < 1000; run++) {
      String id = "many-" + run;
      manifest = new RunManifest(id, ExperimentReader.builtIn("xor"), NOON, "", Map.of());
      Path json = Files.createDirectories(folder.resolve("runs/" + id)).resolve("run.json");
      Files.writeString(json, ManifestJson.write(manifest).toString());
      Files.setLastModifiedTime(json, noon);
      Path done = Files.writeString(json.resolveSibling("_DONE"), DONE);
      Files.setLastModifiedTime(done, noon);
      Path top = folder.resolve("animations/" + id);
      Path view = Files.createDirectories(top.resolve("frames/transformations"));
      for (int i = 0; i < 5; i++) {
        Files.createFile(view.resolve("0000" + i + ".png"));
      }
      for (Path old : List.of(view, view.getParent(), top)) {
        Files.setLastModifiedTime(old, noon);
      }
    }
    HistoryGallery gallery = new HistoryGallery(home, LiveRuns.none());
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 8; i++) {
      long begin = System.nanoTime();
      List<RunInfo> runs = gallery.runs();
      RunSearch search = new RunSearch("xor", "", "", RunSearch.Sort.LOSS, 0, 200);
      for (RunInfo info : search.page(search.matching(runs))) {
        assertThat(GalleryJson.line(info, gallery.views(info.run())).has("thumbnail"))
            .isEqualTo(!info.run().equals("r"));
      }
      best = Math.min(best, System.nanoTime() - begin);
    }
    System.out.printf("1,000 runs listed in %.0f ms%n", best / 1e6);
    assertThat(best).isLessThan(300_000_000);
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
