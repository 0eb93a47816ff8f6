// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.Compactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pages fetch of a run, compared with what readers of the history give. */
class RunDataTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static Home home;
  private static RunManifest manifest;
  private static SnapshotReader reader;
  private static Gallery gallery;

  @BeforeAll
  static void start() throws IOException {
    home = Home.open(folder.toString());
    manifest = TrainedRun.create(home, "xor-1", "XOR");
    reader = new SnapshotReader(home, "xor-1", manifest.experiment().network());
    gallery = new Gallery(new HistoryGallery(home, LiveRuns.none()), Gallery.HOST, 0).start();
  }

  @AfterAll
  static void stop() {
    gallery.close();
  }

  private static HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create(gallery.url() + "api/runs/xor-1/" + path)).build();
  }

  private static String text(String path) throws Exception {
    return CLIENT.send(request(path), HttpResponse.BodyHandlers.ofString()).body();
  }

  private static JsonNode json(String path) throws Exception {
    return JSON.readTree(text(path));
  }

  @Test
  void givesTheSnapshotsAsTheyAreStored() throws Exception {
    JsonNode steps = json("steps");
    assertThat(steps.get("steps")).hasSize(TrainedRun.EPOCHS + 1);
    assertThat(steps.get("parameters").asInt()).isEqualTo(21);
    assertThat(steps.get("features").toString()).isEqualTo("[\"x1\",\"x2\"]");
    assertThat(steps.at("/layers/3").toString())
        .isEqualTo(
            "{\"name\":\"l4\",\"units\":1,\"inputs\":2,\"bias\":true,\"residual\":false,"
                + "\"activation\":\"identity\"}");
    byte[] bytes =
        CLIENT
            .send(request("weights?steps=6000,0,500"), HttpResponse.BodyHandlers.ofByteArray())
            .body();
    var floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (long step : List.of(0L, 500L, 6000L)) {
      float[] own = new float[21];
      floats.get(own);
      assertThat(own).isEqualTo(reader.parameters(step));
    }
    assertThat(floats.hasRemaining()).isFalse();
    assertThat(text("weights?steps=0,1")).isEqualTo("steps must be stored ones: was [0, 1]");
    assertThat(text("weights?steps=7"))
        .isEqualTo(
            "run xor-1 has no snapshot of every layer at step 7; the nearest stored are 0 and 500");
  }

  @Test
  void givesPathsAsReadersDoCompactedOrNot() throws Exception {
    StoredWeights weights = new StoredWeights(home);
    RunInfo info = new Runs(home).info("xor-1").orElseThrow();
    ParameterBlock block = manifest.experiment().network().layout().weights(1);
    List<Long> steps = weights.layerSteps(info, manifest.experiment().network(), 1);
    assertThat(steps).isEqualTo(reader.steps());
    for (int round = 0; round < 2; round++) {
      for (int input = StoredWeights.BIAS; input < 2; input++) {
        StoredWeights.Paths paths = weights.path(manifest, steps, block, 1, input);
        assertThat(paths.steps()).isEqualTo(steps);
        assertThat(paths.values().get(0)).isEqualTo(path(1, 1, input));
      }
      StoredWeights.Paths all = weights.paths(manifest, steps, block, 1);
      assertThat(all.inputs()).containsExactly(0, 1);
      assertThat(all.values().get(1)).isEqualTo(path(1, 1, 1));
      if (round == 0) {
        new Compactor(home, CompactOptions.standard())
            .compact("xor-1", Output.silent(), () -> false);
      }
    }
    JsonNode bias = json("path?layer=l4&neuron=0&input=-1");
    assertThat((float) bias.at("/paths/0/values/12").asDouble()).isEqualTo(path(3, 0, -1)[12]);
    assertThat(text("path?layer=l1&neuron=1&csv=1"))
        .startsWith("layer,neuron,input,step,value\nl1,1,0,0," + path(0, 1, 0)[0] + "\n");
  }

  private static float[] path(int layer, int unit, int input) throws IOException {
    var layout = manifest.experiment().network().layout();
    ParameterBlock w = layout.weights(layer);
    int at =
        input < 0
            ? layout.block(layer, Param.B).offset() + unit
            : w.offset() + unit * w.cols() + input;
    List<Long> steps = reader.steps();
    float[] path = new float[steps.size()];
    for (int t = 0; t < path.length; t++) {
      path[t] = reader.parameters(steps.get(t))[at];
    }
    return path;
  }

  @Test
  void givesSurfacesWithGaps() throws Exception {
    JsonNode slices = json("slices");
    assertThat(slices).hasSize(1);
    String id = slices.at("/0/id").asText();
    assertThat(id).isEqualTo("neurons-l1-n0-w0-w1");
    assertThat(json("slices/" + id).get("steps").toString()).isEqualTo("[0,6000]");
    JsonNode surface = json("slices/" + id + "/surface?step=6000");
    assertThat(surface.get("loss")).hasSize(81);
    assertThat(surface.at("/loss/21").isNull()).isTrue();
    assertThat(surface.at("/loss/40").asDouble()).isEqualTo(1);
    assertThat(surface.at("/alpha/0").asDouble()).isEqualTo(-4);
    assertThat(surface.get("notFinite").asInt()).isEqualTo(1);
    assertThat(surface.get("pending").asInt()).isZero();
    assertThat(text("slices/" + id + "/surface.csv?step=0"))
        .startsWith("step,i,j,alpha,beta,loss,accuracy,state\n0,0,0,-4.0,-4.0,54.0,")
        .contains("\n0,2,3,-2.0,-1.0,NaN,");
    assertThat(
            CLIENT
                .send(
                    request("slices/" + id + "/surface?step=9"),
                    HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void givesTheStatisticsOfEachTensor() throws Exception {
    JsonNode stats = json("stats");
    assertThat(stats).hasSize(8);
    JsonNode weights = stats.get(0);
    assertThat(weights.get("layer").asText() + weights.get("param").asText()).isEqualTo("l1W");
    assertThat(weights.get("steps")).hasSize(TrainedRun.EPOCHS + 1);
    float[] last = reader.parameters(TrainedRun.STEPS);
    double mean = (last[0] + last[1] + last[2] + (double) last[3]) / 4;
    assertThat(weights.at("/mean/12").asDouble())
        .isCloseTo(mean, org.assertj.core.data.Offset.offset(1e-7));
    assertThat(weights.at("/histograms/12")).hasSize(64);
    assertThat(weights.at("/gradientNorm/0").isNull()).isTrue();
    assertThat(text("stats?csv=1").lines()).hasSize(1 + 8 * 13);
  }

  @Test
  void saysHowToRepeatAFigure() throws Exception {
    JsonNode surface = json("figure?kind=surface&slice=neurons-l1-n0-w0-w1&step=6000");
    assertThat(surface.get("commands").toString())
        .isEqualTo(
            "[\"weightlapse landscape xor-1\",\"weightlapse export xor-1 --slice"
                + " neurons-l1-n0-w0-w1 --step 6000 --format png\",\"weightlapse export xor-1"
                + " --slice neurons-l1-n0-w0-w1 --step 6000 --format csv\"]");
    assertThat(surface.at("/manifest/experiment/name").asText()).isEqualTo("xor");
    assertThat(surface.get("steps").asInt()).isEqualTo(6000);
    assertThat(surface.at("/versions/weightlapse").asText()).isNotEmpty();
    assertThat(json("figure?kind=path&layer=l2&neuron=1&input=-1").at("/commands/0").asText())
        .isEqualTo("weightlapse query \"FROM path('xor-1', 'l2', 1, -1)\" --format csv");
    assertThat(json("figure?kind=view&view=transformations").at("/commands/0").asText())
        .isEqualTo("weightlapse animate xor-1 --view transformations");
    assertThat(json("figure?kind=weights&step=500").get("commands")).hasSize(4);
    assertThat(json("figure?kind=curves").at("/commands/0").asText()).contains("FROM metrics");
    assertThat(json("figure?kind=layers").at("/commands/0").asText()).contains("FROM layer_stats");
  }

  @Test
  void beginsAStreamWithEverything() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gallery.url() + "events/runs/xor-1")).build();
    var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      List<String> first = new ArrayList<>();
      while (first.size() < 6) {
        first.add(lines.readLine());
      }
      assertThat(first.get(0)).isEqualTo("event: run");
      JsonNode run = JSON.readTree(first.get(1).substring("data: ".length()));
      assertThat(run.at("/views/0/ranges").toString()).isEqualTo("[[0,2]]");
      assertThat(run.at("/views/0/frames").isMissingNode()).isTrue();
      assertThat(first.get(3)).isEqualTo("event: curves");
      JsonNode curves = JSON.readTree(first.get(4).substring("data: ".length()));
      assertThat(curves.at("/train.loss/values")).hasSize(TrainedRun.EPOCHS);
    }
  }
}
