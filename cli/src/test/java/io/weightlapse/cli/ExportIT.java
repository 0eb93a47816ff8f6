// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.SurfaceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines and planes by the command, killed and resumed, and as files. */
class ExportIT {
  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private Cli.Result here(Object... args) {
    Cli.Result result = Cli.here(args);
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private void train() {
    here("train", "xor", "--run", "r", "--set", "training.epochs=3", "--home", home(), "--quiet");
  }

  private Optional<SurfaceGrid> grid(String name) throws IOException {
    return new SurfaceReader(
            Home.open(home().toString()), "r", new NamedSlice(SliceKind.PLANE, name))
        .surface(1500);
  }

  @Test
  void aKilledSurveyGoesOnWhereItWas() throws Exception {
    train();
    Path log = folder.resolve("killed.log");
    Object[] command = {
      "landscape",
      "r",
      "--slice",
      "plane",
      "--grid",
      "500x400",
      "--name",
      "k",
      "--yes",
      "--home",
      home()
    };
    Process process = Cli.start(log, command);
    Path surfaces = home().resolve("surfaces/run=r/slice=plane-k");
    try {
      while (!published(surfaces)) {
        assertThat(process.isAlive()).as(() -> read(log)).isTrue();
        process.waitFor(5, java.util.concurrent.TimeUnit.MILLISECONDS);
      }
    } finally {
      process.destroyForcibly().waitFor(); // SIGKILL
    }
    int before = grid("k").orElseThrow().known();
    assertThat(before).isBetween(1, 500 * 400 - 1);
    Object[] resumed = {
      "landscape",
      "r",
      "--slice",
      "plane",
      "--grid",
      "500x400",
      "--name",
      "k",
      "--resume",
      "--home",
      home()
    };
    Cli.Result said = here(resumed);
    assertThat(said.out() + said.err())
        .containsPattern("plane-k: [1-9]\\d* of \\d+ blocks are stored already");
    SurfaceGrid whole = grid("k").orElseThrow();
    assertThat(whole.complete()).isTrue();
    here(
        "landscape",
        "r",
        "--slice",
        "plane",
        "--grid",
        "500x400",
        "--name",
        "w",
        "--yes",
        "--home",
        home());
    SurfaceGrid once = grid("w").orElseThrow();
    for (int i = 0; i < 500; i++) {
      for (int j = 0; j < 400; j++) {
        assertThat(whole.loss(i, j)).isEqualTo(once.loss(i, j));
      }
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean published(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (var files = Files.list(folder)) {
      return files.anyMatch(f -> f.toString().endsWith(".parquet"));
    }
  }

  @Test
  void surfacesBecomeFiles() throws Exception {
    train();
    here("landscape", "r", "--slice", "plane", "--grid", "9x7", "--name", "e", "--home", home());
    for (String format : List.of("csv", "parquet", "vtp", "png")) {
      Path file = folder.resolve("e." + format);
      Cli.Result result =
          here(
              "export",
              "r",
              "--slice",
              "plane-e",
              "--format",
              format,
              "--out",
              file,
              "--home",
              home());
      assertThat(result.out()).contains(file.toString());
      assertThat(file).isNotEmptyFile();
    }
    assertThat(Files.readAllLines(folder.resolve("e.csv"))).hasSize(1 + 63);
    assertThat(Files.readAllLines(folder.resolve("e-trajectory.csv"))).hasSize(1 + 4);
    assertThat(folder.resolve("e-trajectory.vtp")).isNotEmptyFile();
    assertThat(ImageIO.read(folder.resolve("e.png").toFile()).getWidth()).isEqualTo(900);
    for (String look : List.of("heat", "surface")) {
      Path file = folder.resolve(look + ".png");
      here(
          "export", "r", "--slice", "plane-e", "--look", look, "--axis", "log", "--clamp", "0.9",
          "--size", "600x500", "--out", file, "--home", home());
      assertThat(ImageIO.read(file.toFile()).getHeight()).isEqualTo(500);
    }
    wrong("--slice must be neurons-LAYER-nN-wI-wJ (b for the bias), or", "--slice", "x");
    wrong("run r has no surface plane-none; it has plane-e", "--slice", "plane-none");
    wrong("has no surface plane-e of step 7; it has those of", "--slice", "plane-e", "--step", "7");
    wrong(
        "--format must be csv, parquet, vtp or png: was gif",
        "--slice",
        "plane-e",
        "--format",
        "gif");
    wrong("--clamp must be > 0 and <= 1: was 2.0", "--slice", "plane-e", "--clamp", "2");
    wrong(
        "--size must be WxH of 200 to 8000 pixels each: was 9x9",
        "--slice",
        "plane-e",
        "--size",
        "9x9");
    wrong(
        "--axis must be one of linear, log, symlog: was ln", "--slice", "plane-e", "--axis", "ln");
    wrong(
        "--out must lie in a folder that exists: was ",
        "--slice",
        "plane-e",
        "--out",
        folder.resolve("no/x.png"));
    SurfaceTile far =
        new SurfaceTile(
            "r",
            0,
            -1,
            new NamedSlice(SliceKind.FUNCTION, "far"),
            new Axis(-1e32, 1e32, 2),
            new Axis(0, 1, 2),
            0,
            0,
            GridPart.rows(0, 2, 2),
            new float[4],
            new float[4],
            1,
            1);
    try (HistorySink sink = HistorySink.beside(Home.open(home().toString()), "r", "far")) {
      sink.publish(far);
    }
    Path none = folder.resolve("far.png");
    wrong(
        "the range of a picture must lie within +-1e30: was -1.0E32:1.0E32; --format csv has no",
        "--slice",
        "function-far",
        "--out",
        none);
    assertThat(none).doesNotExist();
  }

  private void wrong(String message, Object... options) {
    Object[] args = new Object[options.length + 4];
    args[0] = "export";
    args[1] = "r";
    args[2] = "--home";
    args[3] = home();
    System.arraycopy(options, 0, args, 4, options.length);
    Cli.Result result = Cli.here(args);
    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(result.err().strip().lines()).hasSize(1);
  }
}
