// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GalleryTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String RUN = "xor-1";

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private Gallery gallery;

  @BeforeEach
  void start() throws IOException {
    Home home = Home.open(folder.resolve("home").toString());
    try (HistorySink sink = new HistorySink(home, RUN, "train")) {
      sink.publish(
          new RunStarted(
              new RunManifest(
                  RUN, ExperimentReader.builtIn("xor"), NOON, "00ff", Map.of("java", "17")),
              NOON));
      sink.publish(metric(MetricNames.TRAIN_LOSS, 0, 0.5));
      sink.publish(metric(MetricNames.TRAIN_LOSS, 1, Double.NaN));
      sink.publish(new RunEnded(RUN, NOON, RunState.DONE, 800, "<b>bold</b>"));
    }
    Path animations = folder.resolve("home/animations/xor-1");
    Files.createDirectories(animations.resolve("frames/transformations"));
    Files.writeString(animations.resolve("frames/transformations/00000.png"), "png0");
    Files.writeString(animations.resolve("frames/transformations/00001.png"), "png1");
    Files.writeString(animations.resolve("frames/transformations/00001.png.partial"), "x");
    Files.writeString(animations.resolve("transformations.gif"), "gif");
    Files.writeString(animations.resolve("transformations.html"), "<script>");
    Files.writeString(folder.resolve("secret.png"), "secret");
    gallery = new Gallery(new HistoryGallery(home, LiveRuns.none()), Gallery.HOST, 0).start();
    gallery.check();
  }

  private static Metric metric(String name, int epoch, double value) {
    return new Metric(RUN, Event.MODEL, 400L * (epoch + 1), epoch, name, value, NOON);
  }

  @AfterEach
  void close() {
    gallery.close();
    gallery.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create(gallery.url() + path.substring(1));
    return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  /** Sends a request as it is: clients tidy paths, attackers do not. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gallery.port())) {
      socket
          .getOutputStream()
          .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/runs/xor-1",
        "/static/style.css",
        "/static/index.js",
        "/static/run.js",
        "/static/common.js",
        "/static/player.js",
        "/static/curves.js",
        "/static/landscape.js",
        "/static/landscapes.js",
        "/static/surfaces.js",
        "/static/scene.js",
        "/static/weights.js",
        "/static/network.js",
        "/static/playground.js",
        "/static/pages.css",
        "/static/playground.css",
        "/compare",
        "/playground",
        "/static/icon.svg"
      })
  void servesItsPagesUnderAStrictPolicy(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).doesNotContain("http://cdn", "https://").isNotEmpty();
    assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'self'");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @ParameterizedTest
  @CsvSource({
    "/,Weightlapse,/",
    "/runs/xor-1,Run,",
    "/compare,Compare,/compare",
    "/runs/no,No such,"
  })
  void eachPageHasTheOneHead(String path, String title, String current) throws Exception {
    String html = get(path).body();
    assertThat(html)
        .startsWith("<!doctype html>")
        .contains("<title>" + title, "<nav aria-label=\"Pages\">", "<main id=\"main\">")
        .doesNotContain("{");
    Matcher here = Pattern.compile("href=\"([^\"]*)\" aria-current=\"page\"").matcher(html);
    assertThat(here.find()).isEqualTo(current != null);
    if (current != null) {
      assertThat(here.group(1)).isEqualTo(current);
      assertThat(here.find()).isFalse();
    }
  }

  @Test
  void listsRuns() throws Exception {
    JsonNode page = json("/api/runs");
    assertThat(page.get("total").asInt()).isEqualTo(1);
    assertThat(page.get("experiments").toString()).isEqualTo("[\"xor\"]");
    JsonNode runs = page.get("runs");
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).get("thumbnail").asText())
        .isEqualTo("/files/xor-1/frames/transformations/00001.png");
    assertThat(runs.get(0).get("run").asText()).isEqualTo(RUN);
    assertThat(runs.get(0).get("state").asText()).isEqualTo("done");
    assertThat(runs.get(0).get("epochs").asInt()).isEqualTo(2);
    assertThat(runs.get(0).get("loss").isNull()).isTrue();
    assertThat(runs.get(0).get("message").asText()).isEqualTo("<b>bold</b>");
  }

  @Test
  void tellsEverythingOfARun() throws Exception {
    JsonNode run = json("/api/runs/xor-1");
    assertThat(run.at("/manifest/dataHash").asText()).isEqualTo("00ff");
    assertThat(run.get("yaml").asText()).contains("layers:");
    assertThat(run.at("/views/0")).isEqualTo(json("/api/runs/xor-1/frames").get(0));
    assertThat(run.at("/views/0/expected").asInt()).isEqualTo(2);
    assertThat(run.at("/views/0/frames/1").asText())
        .isEqualTo("/files/xor-1/frames/transformations/00001.png");
    assertThat(run.at("/views/0/frames")).hasSize(2);
    assertThat(run.at("/views/0/ranges").toString()).isEqualTo("[[0,1]]");
    assertThat(run.at("/views/0/animations/0").asText())
        .isEqualTo("/files/xor-1/transformations.gif");
  }

  @Test
  void givesCurvesWithGaps() throws Exception {
    JsonNode loss = json("/api/runs/xor-1/metrics").get(MetricNames.TRAIN_LOSS);
    assertThat(loss.get("epochs").toString()).isEqualTo("[0,1]");
    assertThat(loss.get("steps").toString()).isEqualTo("[400,800]");
    assertThat(get("/api/runs/xor-1/metrics.csv").body())
        .isEqualTo("step,epoch,name,value\n400,0,train.loss,0.5\n800,1,train.loss,NaN\n");
    assertThat(loss.get("values").toString()).isEqualTo("[0.5,null]");
  }

  @Test
  void givesFramesAndAnimations() throws Exception {
    HttpResponse<String> frame = get("/files/xor-1/frames/transformations/00001.png");
    assertThat(frame.body()).isEqualTo("png1");
    assertThat(frame.headers().firstValue("Content-Type")).contains("image/png");
    HttpResponse<String> gif = get("/files/xor-1/transformations.gif");
    assertThat(gif.body()).isEqualTo("gif");
    assertThat(gif.headers().firstValue("Content-Disposition")).contains("inline");
    assertThat(get("/files/xor-1/transformations.gif?save=1").headers().map())
        .containsEntry("content-disposition", List.of("attachment"));
    assertThat(get("/files/xor-1/transformations.html").headers().map())
        .containsEntry("content-disposition", List.of("attachment"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/runs/none",
        "/api/runs/none",
        "/api/runs/none/metrics",
        "/api/runs/none/frames",
        "/api/runs/none/steps",
        "/api/runs/none/slices",
        "/api/runs/xor-1/slices/plane-x",
        "/events/runs/none",
        "/events/playground/none",
        "/files/none/transformations.gif",
        "/files/xor-1/other.gif",
        "/files/xor-1/frames/transformations/00009.png",
        "/files/xor-1/frames/other/00000.png",
        "/files/xor-1/frames/transformations/00001.png.partial",
        "/files/xor-1/run.json",
        "/static/none.js",
        "/static/Gallery.class",
        "/runs/%3Cscript%3E",
        "/runs/a%20b",
        "/API/RUNS",
        "/runs/xor-1%0a"
      })
  void knowsNothingElse(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).doesNotContain("script>alert", "at io.weightlapse");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/../secret.png",
        "/files/xor-1/frames/transformations/../../../../secret.png",
        "/files/xor-1/%2e%2e/%2e%2e/secret.png",
        "/files/%2e%2e/frames/transformations/00000.png",
        "/files/xor-1/frames/..%2f..%2f..%2f..%2fsecret.png/00000.png",
        "/files/xor-1/frames/transformations/..%5csecret.png",
        "/files/xor-1/frames/transformations/00000.png%00.gif",
        "/static/../index.html",
        "/static/..%2f..%2flog4j2.xml",
        "/api/runs/%2e%2e",
        "//files//etc/passwd",
        "/files/xor-1/frames/%252e%252e/00000.png"
      })
  void letsNothingEscape(String path) throws Exception {
    String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("secret\n", "root:");
  }

  @Test
  void followsNoLinkOutOfTheAnimations() throws Exception {
    Files.createSymbolicLink(
        folder.resolve("home/animations/xor-1/frames/transformations/00002.png"),
        folder.resolve("secret.png"));
    assertThat(get("/files/xor-1/frames/transformations/00002.png").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1:8350", "[::1]:9", "LOCALHOST:80"})
  void answersUnderThisMachinesNames(String host) throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\nHost: " + host + "\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8350", "localhost.evil.example", "10.0.0.1"})
  void refusesOtherNames(String host) throws IOException {
    String answer = raw("GET /api/runs HTTP/1.1\r\nHost: " + host + "\r\n");
    assertThat(answer).startsWith("HTTP/1.1 403 ").doesNotContain("xor-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void onlyReads(String method) throws IOException {
    assertThat(raw(method + " /api/runs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"))
        .startsWith("HTTP/1.1 405 ");
  }

  @Test
  void onlyItsOwnPagesMayStartATraining() throws IOException {
    String good =
        "POST /api/playground HTTP/1.1\r\nHost: localhost:8350\r\nOrigin: http://localhost:8350\r\n"
            + "X-Weightlapse: 1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
    assertThat(post(good)).startsWith("HTTP/1.1 400 ").contains("data must be a short text");
    String refused = "only the gallery's own pages may ask for that";
    for (String bad :
        List.of(
            good.replace("Origin: http://localhost:8350", "Origin: http://evil.example"),
            good.replace("Origin: http://localhost:8350", "Origin: null"),
            good.replace("Origin: http://localhost:8350\r\n", ""),
            good.replace("Origin: http://localhost:8350", "Origin: http://localhost:8351"),
            good.replace("X-Weightlapse: 1\r\n", ""),
            good.replace("application/json", "text/plain"),
            good + "Sec-Fetch-Site: cross-site\r\n")) {
      assertThat(post(bad)).startsWith("HTTP/1.1 403 ").contains(refused);
    }
    assertThat(post(good.replace("Host: localhost:8350", "Host: evil.example:8350")))
        .startsWith("HTTP/1.1 403 ");
    assertThat(post(good.replace("POST", "DELETE"))).startsWith("HTTP/1.1 405 ");
    assertThat(post(good.replace("Length: 2", "Length: 99999"))).startsWith("HTTP/1.1 413 ");
  }

  private String post(String head) throws IOException {
    return raw(head + "Connection: close\r\n\r\n{}\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/runs?limit=x | limit must be a whole number: was x",
        "/api/runs?limit=0 | limit must be 1..200: was 0",
        "/api/runs?sort=size | sort must be newest, oldest, loss, steps, experiment or name: was"
            + " size",
        "/api/runs/xor-1/weights?steps= | steps must be numbers with commas: was empty",
        "/api/runs/xor-1/path?layer=l9 | layer must be one of the network: was l9",
        "/api/runs/xor-1/path?layer=l1&neuron=2 | neuron must be 0..1: was 2",
        "/api/runs/xor-1/figure?kind=x | kind must be curves, layers, view, weights, path or"
            + " surface: was x",
        "/api/runs/xor-1/figure?kind=view&view=%3Cb%3E | view must be one: was <b>"
      })
  void saysWhatIsWrongWithAQuestion(String path, String message) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).isEqualTo(message);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain");
  }

  @Test
  void looksForPicturesOfThePageOnly() throws IOException {
    List<String> asked = new ArrayList<>();
    HistoryGallery real =
        new HistoryGallery(Home.open(folder.resolve("home").toString()), LiveRuns.none());
    List<RunInfo> thousand = Collections.nCopies(1000, real.run(RUN).orElseThrow());
    InvocationHandler counting =
        (proxy, method, args) -> {
          if (method.getName().equals("runs")) {
            return thousand;
          }
          asked.add(method.getName());
          return method.invoke(real, args);
        };
    GalleryData data =
        (GalleryData)
            Proxy.newProxyInstance(
                GalleryData.class.getClassLoader(), new Class<?>[] {GalleryData.class}, counting);
    try (Gallery many = new Gallery(data, Gallery.HOST, 0).start()) {
      String body =
          new String(
              URI.create(many.url() + "api/runs").toURL().openStream().readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(new ObjectMapper().readTree(body).get("matching").asInt()).isEqualTo(1000);
      assertThat(asked.stream().filter("views"::equals)).hasSize(60);
      assertThat(asked).containsOnly("home", "views");
    }
  }

  @Test
  void answersHead() throws IOException {
    assertThat(raw("HEAD /api/runs HTTP/1.1\r\nHost: localhost\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("xor-1");
  }

  @Test
  void namesThePortThatIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Home home = Home.open(folder.toString());
      Gallery second = new Gallery(new HistoryGallery(home, LiveRuns.none()), "127.0.0.1", port);
      assertThatThrownBy(second::start)
          .isInstanceOf(UserException.class)
          .hasMessage(
              "the gallery cannot listen on 127.0.0.1:"
                  + port
                  + ": the port is in use; stop what uses it or choose another, 0 for any");
      assertThatThrownBy(second::check).hasMessage("the gallery is not started");
    }
  }
}
