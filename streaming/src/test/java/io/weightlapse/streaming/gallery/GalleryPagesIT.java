// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages in a browser: skipped where there is no Chromium. */
class GalleryPagesIT {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)";

  /** A number that changes with the pixels of a canvas. */
  private static final String PIXELS =
      "(s) => { const c = document.querySelector(s); const d = c.getContext('2d').getImageData(0,"
          + " 0, c.width, c.height).data; let h = 7; for (let i = 0; i < d.length; i += 4) h = (h *"
          + " 31 + d[i] * 65536 + d[i + 1] * 256 + d[i + 2]) % 2147483647; return h; }";

  @TempDir static Path folder;
  private static Home home;
  private static RunManifest manifest;
  private static Gallery gallery;
  private static Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> program = Chromium.found();
    assumeTrue(program.isPresent(), "no chromium on the PATH: the pages are not tested");
    home = Home.open(folder.resolve("home").toString());
    manifest = TrainedRun.create(home, "xor-1", HOSTILE);
    TrainedRun.create(home, "xor-2", "Another", 10);
    Files.createDirectories(folder.resolve("home/runs/" + HOSTILE.replace('/', '_')));
    gallery = new Gallery(new HistoryGallery(home, LiveRuns.none()), Gallery.HOST, 0).start();
    browser = new Chromium(program.get(), folder.resolve("profile"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (gallery != null) {
      gallery.close();
    }
  }

  @AfterEach
  void nothingWentWrong() throws Exception {
    assertThat(browser.problems()).isEmpty();
    assertThat(browser.value("document.querySelectorAll('img[onerror]').length").asInt()).isZero();
    assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth").asBoolean())
        .isTrue();
  }

  private static long pixels(String canvas) throws Exception {
    return browser.value("(" + PIXELS + ")('" + canvas + "')").asLong();
  }

  /** Waits for a canvas to show something else. */
  private static void awaitOther(String canvas, long before) throws Exception {
    browser.await("(" + PIXELS + ")('" + canvas + "') !== " + before);
  }

  /** Waits until all was read that a card shows, and drawn. */
  private static void awaitDrawn(String card, String canvas) throws Exception {
    browser.await("document.querySelector('" + card + "[aria-busy]') === null");
    browser.await("document.querySelector('" + canvas + "[data-pending]') === null");
  }

  private static void openRun(String part) throws Exception {
    browser.open(gallery.url("xor-1"), 1300);
    // what stands above grows while it loads
    browser.await("document.querySelectorAll('#charts .chart').length > 2");
    browser.await("document.querySelector('.player canvas')?.width === 64");
    browser.value("document.getElementById('" + part + "').scrollIntoView()");
  }

  @Test
  void listsFindsAndComparesRuns() throws Exception {
    browser.open(gallery.url(), 1300);
    browser.await("document.querySelectorAll('.runs > li').length === 2");
    assertThat(browser.value("document.querySelector('.runs').innerText").asText())
        .contains(HOSTILE, "xor-2", "6,000");
    browser.await(
        "[...document.querySelectorAll('.thumbs img')].every((i) => i.naturalWidth === 64)");
    browser.press("/");
    browser.await("document.activeElement.id === 'q'");
    browser.value("document.execCommand('insertText', false, 'another')");
    browser.await("document.querySelectorAll('.runs > li').length === 1");
    assertThat(browser.value("location.search").asText()).isEqualTo("?q=another");
    assertThat(browser.value("document.querySelector('#summary').textContent").asText())
        .isEqualTo("1 of 2 runs");
  }

  @Test
  void scrubsAnAnimationByPointerAndKeys() throws Exception {
    openRun("players");
    String canvas = ".player canvas";
    browser.await("document.querySelector('.player canvas')?.width === 64");
    browser.value("document.querySelector('.player canvas').focus()");
    browser.press("Home");
    browser.await("document.querySelector('.jump input').value === '1'");
    long first = pixels(canvas);
    browser.press("ArrowRight");
    awaitOther(canvas, first);
    long second = pixels(canvas);
    browser.value(
        "(() => { const s = document.querySelector('.player input[type=range]'); s.value = 2;"
            + " s.dispatchEvent(new Event('input')); })()");
    awaitOther(canvas, second);
    assertThat(pixels(canvas)).isNotEqualTo(first);
    assertThat(browser.value("document.querySelector('.jump input').value").asText())
        .isEqualTo("3");
  }

  @Test
  void showsTheValuesOfCurves() throws Exception {
    openRun("curves");
    browser.await("document.querySelector('#charts .legend b')?.textContent.length > 0");
    double loss = new Runs(home).info("xor-1").orElseThrow().loss();
    assertThat(browser.value("document.querySelector('#charts .legend b').textContent").asDouble())
        .isCloseTo(loss, org.assertj.core.data.Percentage.withPercentage(0.1));
    long linear = pixels("#charts canvas");
    browser.click("#charts .toggle");
    awaitOther("#charts canvas", linear);
    browser.value("document.querySelector('#charts canvas').focus()");
    browser.press("End");
    browser.await("document.querySelector('#charts .links .quiet').textContent === 'epoch 11'");
    browser.press("ArrowLeft");
    browser.await("document.querySelector('#charts .links .quiet').textContent !== 'epoch 0'");
  }

  @Test
  void turnsALandscapeAndReadsIt() throws Exception {
    openRun("surfaces");
    browser.await("document.querySelector('.landscape .count')?.innerText.includes('2 of 2')");
    browser.await("document.querySelector('.scene').width > 300");
    browser.await(
        "document.querySelector('.landscape .count').innerText.includes('1 are no numbers')");
    awaitDrawn(".landscape", ".scene");
    long before = pixels(".scene");
    browser.drag(".scene", 90, 30);
    awaitOther(".scene", before);
    long turned = pixels(".scene");
    browser.press("ArrowLeft");
    browser.value("document.querySelector('.scene').focus()");
    browser.press("ArrowLeft");
    awaitOther(".scene", turned);
    boolean told = false;
    for (int dy = -200; dy <= 200 && !told; dy += 20) {
      browser.point(".scene", 0, dy);
      told = browser.value("!document.querySelector('.tip').hidden").asBoolean();
    }
    assertThat(told).isTrue();
    assertThat(browser.value("document.querySelector('.tip').textContent").asText())
        .matches("[−\\d.]+, [−\\d.]+: loss [\\d.]+, accuracy [\\d.]+ %");
    long late = pixels(".scene");
    browser.click(".landscape [aria-label='One step back']");
    browser.await(
        "document.querySelector('.landscape .count').innerText.includes('step 0, 1 of 2')");
    awaitOther(".scene", late);
    long linear = pixels(".scene");
    browser.click(".landscape .toggle");
    awaitOther(".scene", linear);
  }

  @Test
  void showsThePathOfAClickedWeight() throws Exception {
    openRun("explorer");
    browser.await("document.querySelectorAll('.graph .near').length === 14");
    browser.await("document.querySelector('.graph .edge[stroke]') !== null");
    // the first edge of l2: unit 0, input 0
    browser.value("document.querySelectorAll('.graph .near')[4].dispatchEvent(new Event('click'))");
    browser.await("document.querySelector('#explorer .legend').innerText.startsWith('l2 0 ← 0')");
    JsonNode path =
        browser.value(
            "fetch('/api/runs/xor-1/path?layer=l2&neuron=0&input=0').then((r) => r.json())");
    SnapshotReader reader = new SnapshotReader(home, "xor-1", manifest.experiment().network());
    List<Long> steps = reader.steps();
    ParameterBlock block = manifest.experiment().network().layout().weights(1);
    assertThat(steps).hasSize(TrainedRun.EPOCHS + 1);
    for (int t = 0; t < steps.size(); t++) {
      float stored = reader.parameters(steps.get(t))[block.offset()];
      assertThat(path.at("/steps/" + t).asLong()).isEqualTo(steps.get(t));
      assertThat((float) path.at("/paths/0/values/" + t).asDouble()).isEqualTo(stored);
    }
    float last = reader.parameters((long) TrainedRun.STEPS)[block.offset()];
    String shown =
        browser
            .value("document.querySelector('#explorer .legend b').textContent.replace('−', '-')")
            .asText();
    assertThat(Float.parseFloat(shown))
        .isCloseTo(last, org.assertj.core.data.Percentage.withPercentage(0.1));
    String title = "document.querySelectorAll('.graph .near')[4].firstChild.textContent";
    assertThat(browser.value(title).asText()).startsWith("l2 unit 0, input 0: ");
    String before = browser.value(title).asText();
    browser.click("#explorer [aria-label='One snapshot back']");
    browser.await(
        title
            + " !== "
            + new com.fasterxml.jackson.databind.ObjectMapper().writeValueAsString(before));
  }

  @Test
  void showsTheStatisticsOfLayers() throws Exception {
    openRun("statistics");
    browser.await("document.querySelectorAll('#statistics .chart').length === 6");
    browser.await("document.querySelector('#statistics .legend b')?.textContent.length > 0");
    assertThat(browser.value("document.querySelector('#statistics select').options.length").asInt())
        .isEqualTo(8);
  }

  @Test
  void followsARunWithoutReloading() throws Exception {
    String run = "live-1";
    RunManifest live =
        new RunManifest(run, ExperimentReader.builtIn("xor"), Instant.now(), "", Map.of());
    try (HistorySink sink = new HistorySink(home, run, "train")) {
      sink.publish(new RunStarted(live, Instant.now()));
      sink.publish(loss(run, 0, 0.5));
      sink.flush();
      browser.open(gallery.url(run), 1300);
      browser.await("document.querySelector('#charts .legend b')?.textContent === '0.5'");
      browser.value("window.stays = true");
      sink.publish(loss(run, 1, 0.25));
      sink.flush();
      browser.await("document.querySelector('#charts .legend b').textContent === '0.25'");
      TrainedRun.frames(home, run, "transformations", 2);
      browser.await("document.querySelector('.player')?.innerText.includes('of 2')");
      sink.publish(new RunEnded(run, Instant.now(), RunState.STOPPED, 800, HOSTILE));
      browser.await("document.querySelector('#tiles .badge.stopped') !== null");
      assertThat(browser.value("document.querySelector('#message').textContent").asText())
          .isEqualTo(HOSTILE);
      assertThat(browser.value("window.stays").asBoolean()).isTrue();
    } finally {
      browser.open("about:blank", 1300);
      new io.weightlapse.history.manage.RunRemover(home).remove(run);
    }
  }

  private static Metric loss(String run, int epoch, double value) {
    return new Metric(
        run, Event.MODEL, 500L * (epoch + 1), epoch, MetricNames.TRAIN_LOSS, value, Instant.now());
  }

  @Test
  void putsTwoRunsSideBySide() throws Exception {
    browser.open(gallery.url() + "compare?a=xor-1&b=xor-2", 1300);
    browser.await("document.querySelectorAll('.duo .player canvas').length === 2");
    browser.await(
        "[...document.querySelectorAll('.duo .player canvas')].every((c) => c.width === 64)");
    assertThat(browser.value("document.querySelector('#charts .legend').innerText").asText())
        .contains("xor-1 training", "xor-2 training");
    assertThat(browser.value("document.querySelector('#differences').innerText").asText())
        .contains("title", HOSTILE, "Another");
    browser.value("document.querySelector('.player canvas').focus()");
    browser.press("End");
    browser.await(
        "[...document.querySelectorAll('.jump input')].map((i) => i.value).join() === '3,3'");
  }

  @Test
  void putsTwoLandscapesOnSharedAxes() throws Exception {
    browser.open(gallery.url() + "compare?a=xor-1&b=xor-2", 1300);
    browser.await("document.querySelectorAll('.duo .player canvas').length === 2");
    browser.value("document.getElementById('surfaces').scrollIntoView()");
    browser.await("document.querySelectorAll('.scenes [data-range]').length === 2");
    awaitDrawn(".landscape", ".scene");
    // the least of the first run's and the greatest of the second's, which lies 10 higher
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('.scene')].map((c) => c.dataset.range).join()")
                .asText())
        .isEqualTo("1 64,1 64");
    String left = ".scenes > :first-child .scene";
    String right = ".scenes > :last-child .scene";
    long[] before = {pixels(left), pixels(right)};
    assertThat(before[0]).isNotEqualTo(before[1]);
    browser.drag(left, 90, 30);
    awaitOther(left, before[0]);
    awaitOther(right, before[1]);
    awaitDrawn(".landscape", ".scene");
    long[] turned = {pixels(left), pixels(right)};
    browser.value(
        "(() => { const s = document.querySelector('.landscape input[type=range]'); s.value = 0;"
            + " s.dispatchEvent(new Event('input')); })()");
    browser.await(
        "[...document.querySelectorAll('.scenes p')].every((p) => p.textContent.startsWith('step"
            + " 0'))");
    awaitOther(left, turned[0]);
    awaitOther(right, turned[1]);
    awaitDrawn(".landscape", ".scene");
    long linear = pixels(right);
    browser.click(".landscape .toggle");
    awaitOther(right, linear);
    assertThat(browser.value("document.querySelector('.scene').dataset.range").asText())
        .startsWith("0 1.8");
  }

  @Test
  void playsWithANetwork() throws Exception {
    browser.open(gallery.url() + "playground#data=circle&hidden=4&seed=1", 1300);
    String loss = "Number(document.querySelector('#loss').textContent)";
    browser.await(loss + " > 0");
    double before = browser.value(loss).asDouble();
    long picture = pixels("#output");
    browser.value(
        "(() => { const s = document.querySelector('#speed'); s.value = 20000; s.dispatchEvent(new"
            + " Event('change')); })()");
    browser.click("#play");
    browser.await("Number(document.querySelector('#epoch').textContent.replaceAll(',', '')) > 200");
    browser.await(loss + " < " + before / 2);
    awaitOther("#output", picture);
    browser.click("#play");
    browser.await("document.querySelector('#play').getAttribute('aria-label') === 'Train'");
    browser.click("#reset");
    browser.await("document.querySelector('#epoch').textContent === '0'");
    browser.await(loss + " === " + before);
    browser.click("#step");
    browser.await("document.querySelector('#epoch').textContent === '1'");
    browser.click("#store");
    browser.await("document.querySelector('#stored a') !== null");
    String run = browser.value("document.querySelector('#stored a').textContent").asText();
    assertThat(new Runs(home).info(run).orElseThrow().epochs()).isEqualTo(1);
    browser.click("[data-feature='x1^2']");
    browser.await(
        "document.querySelector(\"[data-feature='x1^2']\").getAttribute('aria-pressed') ==="
            + " 'true'");
    browser.await("document.querySelectorAll('.edges .near').length === 16");
    browser.open("about:blank", 1300);
    new io.weightlapse.history.manage.RunRemover(home).remove(run);
  }

  @Test
  void fitsAPhoneInTheDark() throws Exception {
    browser.colours("dark");
    for (String page : List.of("", "runs/xor-1", "compare?a=xor-1&b=xor-2", "playground")) {
      browser.open(gallery.url() + page, 390);
      browser.await(
          "document.querySelectorAll('#runs li, #charts .chart, #netbox .unit').length > 0");
      nothingWentWrong();
    }
    assertThat(browser.value("getComputedStyle(document.documentElement).backgroundColor").asText())
        .isEqualTo("rgb(17, 17, 20)");
    browser.colours("light");
  }
}
