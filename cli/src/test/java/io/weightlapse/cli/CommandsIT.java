// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.local.EmbeddedDatabase;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands, as a user types them, in processes of their own. */
class CommandsIT {
  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private Path log(String name) {
    return folder.resolve(name + ".txt");
  }

  @Test
  void demoDrawsBothAnimationsAndTheHistoryDrawsTheSame() throws Exception {
    Path log = log("demo");
    String said = Cli.end(Cli.start(log, "demo", "--once", "--home", home()), log, 0);
    assertThat(said).contains("trained: 300,500 steps").contains("surveyed: 182 surfaces of 7 x 7");
    assertThat(said).doesNotContain("WARN").doesNotContain("INFO").doesNotContain("\tat ");
    List<RunInfo> runs = new Runs(Home.open(home().toString())).list();
    assertThat(runs).hasSize(1);
    String run = runs.get(0).run();
    Path animations = home().resolve("animations").resolve(run);
    for (String view : List.of("transformations", "neuron-surfaces")) {
      assertThat(frames(animations.resolve(view + ".gif"))).isEqualTo(26);
      assertThat(pictures(animations, view)).hasSize(26);
    }
    // without Kafka, from the history alone: the same pixels
    Path kept = folder.resolve("kept");
    Files.move(animations, kept);
    Path second = log("animate");
    Cli.end(Cli.start(second, "animate", run, "--home", home()), second, 0);
    for (String view : List.of("transformations", "neuron-surfaces")) {
      for (Path picture : pictures(animations, view)) {
        Path other = kept.resolve(animations.relativize(picture));
        assertThat(Files.mismatch(picture, other)).as(picture.toString()).isEqualTo(-1);
      }
      assertThat(Files.mismatch(animations.resolve(view + ".gif"), kept.resolve(view + ".gif")))
          .isEqualTo(-1);
    }
  }

  private static List<Path> pictures(Path animations, String view) throws IOException {
    try (Stream<Path> files = Files.list(animations.resolve("frames").resolve(view))) {
      return files.filter(f -> f.toString().endsWith(".png")).sorted().toList();
    }
  }

  private static int frames(Path gif) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      return reader.getNumImages(true);
    } finally {
      reader.dispose();
    }
  }

  @Test
  void interruptedTrainingKeepsWhatItHas() throws Exception {
    Path log = log("train");
    Process process =
        Cli.start(
            log,
            "train",
            "xor",
            "--run",
            "long",
            "--set",
            "training.epochs=2000000",
            "--set",
            "snapshots.everyEpochs=1000",
            "--home",
            home());
    Cli.until(process, log, "training: "); // a line of progress
    assertThat(new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor())
        .isZero();
    String said = Cli.end(process, log, 130);
    assertThat(said).contains("long stopped: ").contains(" of 2000000 epochs");
    Home opened = Home.open(home().toString());
    RunInfo run = new Runs(opened).info("long").orElseThrow();
    assertThat(run.state()).isEqualTo(RunState.STOPPED);
    assertThat(run.steps()).isPositive();
    SnapshotReader snapshots =
        new SnapshotReader(opened, "long", ExperimentReader.builtIn("xor").network());
    List<Long> steps = snapshots.steps();
    assertThat(steps.get(steps.size() - 1)).isEqualTo(run.steps());
    assertThat(snapshots.parameters(run.steps())).hasSize(21);
  }

  @Test
  void consumerOfAnotherProcessDrawsWhatAJobPublishes() throws Exception {
    Path streamLog = log("stream");
    Process stream =
        Cli.start(
            streamLog,
            "stream",
            "--port",
            "0",
            "--metrics-port",
            "0",
            "--postgres",
            "embedded",
            "--home",
            home());
    try {
      String said = Cli.until(stream, streamLog, "runs from ");
      String bootstrap = said.substring(said.indexOf("runs from ") + 10).split(" ", -1)[0];
      Path log = log("job");
      Object[] train = {
        "train",
        "xor",
        "--run",
        "r",
        "--set",
        "training.epochs=12",
        "--home",
        home(),
        "--kafka",
        bootstrap
      };
      Cli.end(Cli.start(log, train), log, 0);
      Path second = log("landscape");
      Cli.end(
          Cli.start(second, "landscape", "r", "--home", home(), "--kafka", bootstrap), second, 0);
      Cli.until(stream, streamLog, "transformations of r: ");
      Cli.until(stream, streamLog, "neuron-surfaces of r: ");
      assertThat(frames(home().resolve("animations/r/neuron-surfaces.gif"))).isEqualTo(7);
      Cli.Result live = Cli.here("dashboards", "preview", folder.resolve("live"), "--home", home());
      assertThat(live.err()).isEmpty();
      assertThat(live.out().lines()).hasSize(5); // of the server that the stream has
    } finally {
      new ProcessBuilder("kill", "-INT", Long.toString(stream.pid())).start().waitFor();
    }
    assertThat(Cli.end(stream, streamLog, 130)).contains("14 frames drawn");
    List<Metric> metrics = new ArrayList<>();
    new HistorySource(Home.open(home().toString()), "r")
        .deliver(
            event -> {
              if (event instanceof Metric m) {
                metrics.add(m);
              }
            });
    assertThat(rows("SELECT count(*), state FROM metrics JOIN runs USING (run) GROUP BY 2"))
        .isEqualTo(metrics.size() + " done");
    drawsDashboards();
  }

  /** From the rows in the home, with the last frame of each animation in it. */
  private void drawsDashboards() throws IOException {
    Path pictures = folder.resolve("pictures");
    Cli.Result result =
        Cli.here("dashboards", "preview", pictures, "--home", home(), "--var", "run=r");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out().lines().map(l -> Path.of(l).getFileName().toString()))
        .containsExactly(
            "weightlapse-overview.png",
            "weightlapse-training.png",
            "weightlapse-weights.png",
            "weightlapse-landscape.png",
            "weightlapse-pipeline.png");
    BufferedImage landscape = ImageIO.read(pictures.resolve("weightlapse-landscape.png").toFile());
    int white = 0; // nothing of a dashboard is white, but the pages of animations are
    for (int i = 0; i < landscape.getWidth() * landscape.getHeight(); i++) {
      int rgb = landscape.getRGB(i % landscape.getWidth(), i / landscape.getWidth());
      white += (rgb & 0xffffff) == 0xffffff ? 1 : 0;
    }
    assertThat(white).isGreaterThan(50_000);
    Cli.Result nobody =
        Cli.here("dashboards", "preview", pictures, "--home", home(), "--var", "run=nobody");
    assertThat(nobody.err())
        .isEqualTo("weightlapse: there is nothing to draw: no run of that name is stored\n");
    assertThat(nobody.code()).isEqualTo(1);
  }

  /** What the sink of the command left in the home. */
  private String rows(String sql) throws Exception {
    try (EmbeddedDatabase database = new EmbeddedDatabase(home().resolve("postgres"), 0).start();
        Connection connection =
            DriverManager.getConnection(database.url() + "&currentSchema=weightlapse");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1) + " " + row.getString(2);
    }
  }
}
