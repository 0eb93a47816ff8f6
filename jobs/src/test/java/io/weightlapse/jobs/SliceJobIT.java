// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SurfaceReader;
import io.weightlapse.history.TrajectoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Lines, planes, trajectories and curvature on a real Spark. */
class SliceJobIT extends SliceHome {
  @Test
  void planeIsWhatTheNaiveWayGives() throws IOException {
    run(
        "x",
        "--slice",
        "plane",
        "--grid",
        "11x7",
        "--range=-1:0.5",
        "--range2",
        "0.25:2",
        "--name",
        "naive",
        "--seed",
        "3");
    Dataset data = DataSets.load(experiment());
    float[][] d = new Slices(home(), "x").directions(plane("naive")).orElseThrow();
    float[] origin = parameters("x", 3000);
    SurfaceGrid grid = surface(SliceKind.PLANE, "naive", 3000);
    assertThat(grid.complete()).isTrue();
    for (int i = 0; i < 11; i++) {
      for (int j = 0; j < 7; j++) {
        double naive = loss(moved(origin, grid.alpha().at(i), d[0], grid.beta().at(j), d[1]), data);
        assertThat(grid.loss(i, j) / naive - 1).isBetween(-1e-4, 1e-4);
        assertThat(grid.state(i, j)).isEqualTo(PointState.OK);
      }
    }
    SliceInfo info = new Slices(home(), "x").require("plane-naive");
    assertThat(info.recipe().seed()).isEqualTo(3);
    assertThat(info.facts().get(3000L).norms()).hasSize(2);
    assertThat(Math.abs(info.facts().get(3000L).cosine())).isLessThan(0.9995);
    assertThat(String.join("\n", out.lines))
        .contains("plane-naive: 1 surfaces of 77 points over 500 samples, about ")
        .contains("plane-naive of x: trajectory of 7 snapshots in ");
    // the end of the trajectory is the origin, its loss that of the surface's middle
    List<PathPoint> path = new TrajectoryTable(home(), "x", plane("naive")).read();
    assertThat(path).hasSize(7);
    PathPoint last = path.get(6);
    assertThat(List.of(last.alpha(), last.beta(), last.residual())).containsExactly(0.0, 0.0, 0.0);
    for (PathPoint p : path) {
      double naive = loss(parameters("x", p.step()), data);
      assertThat(p.loss() / naive - 1).isBetween(-1e-4, 1e-4);
      assertThat(p.residual()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void sameBitsWhateverThePartitionsAndCores() throws IOException {
    List<SurfaceGrid> grids = new ArrayList<>();
    int n = 0;
    for (int partitions : new int[] {1, 2, 3, 17, 0}) {
      LandscapeCommand command =
          landscape(
              "x", "--slice", "plane", "--grid", "21x13", "--name", "bits" + n, "--samples", "450");
      command.partitions(partitions);
      command.run(spark, out);
      grids.add(surface(SliceKind.PLANE, "bits" + n++, 3000));
    }
    spark.close();
    try (JavaSparkContext one =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[1]")
                .setAppName("one")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1"))) {
      landscape(
              "x", "--slice", "plane", "--grid", "21x13", "--name", "bits" + n, "--samples", "450")
          .run(one, out);
    } finally {
      spark = LocalContext.open();
    }
    grids.add(surface(SliceKind.PLANE, "bits" + n, 3000));
    for (SurfaceGrid grid : grids) {
      assertThat(grid.complete()).isTrue();
      for (int i = 0; i < 21; i++) {
        for (int j = 0; j < 13; j++) {
          assertThat(Float.floatToIntBits(grid.loss(i, j)))
              .isEqualTo(Float.floatToIntBits(grids.get(0).loss(i, j)));
          assertThat(grid.accuracy(i, j)).isEqualTo(grids.get(0).accuracy(i, j));
        }
      }
    }
  }

  @Test
  void lineBetweenSnapshotsOverAllDataAndMinibatches() throws IOException {
    run(
        "x",
        "--slice",
        "line",
        "--from-step",
        "0",
        "--to-step",
        "3000",
        "--range",
        "0:1",
        "--grid",
        "5",
        "--data",
        "batches:2",
        "--name",
        "ends");
    SurfaceGrid grid = surface(SliceKind.LINE, "ends", 0);
    assertThat(grid.complete()).isTrue();
    assertThat(grid.beta().count()).isEqualTo(3);
    Dataset data = DataSets.load(experiment());
    assertThat(grid.loss(0, 0) / loss(parameters("x", 0), data) - 1).isBetween(-1e-5, 1e-5);
    assertThat(grid.loss(4, 0) / loss(parameters("x", 3000), data) - 1).isBetween(-1e-5, 1e-5);
    SliceInfo info = new Slices(home(), "x").require("line-ends");
    assertThat(info.recipe().series()).containsExactly("train", "batch:0", "batch:1");
    Dataset batch = new DataChoice("batch:1", 0, 0).of(experiment(), training(data));
    assertThat(batch.rows()).isEqualTo(experiment().training().batch());
    assertThat(grid.loss(0, 2) / loss(parameters("x", 0), batch) - 1).isBetween(-1e-5, 1e-5);
  }

  private static io.weightlapse.core.training.TrainingData training(Dataset data) {
    return new io.weightlapse.core.training.TrainingData(data);
  }

  @Test
  void sameCommandAgainComputesOnlyWhatIsMissing() throws IOException {
    String[] command = {"x", "--slice", "plane", "--grid", "9x9", "--name", "again"};
    run(command);
    long survey = new Slices(home(), "x").require("plane-again").survey();
    out.lines.clear();
    run(command);
    assertThat(String.join("\n", out.lines)).contains("plane-again: 1 of 1 blocks are stored");
    assertThat(new Slices(home(), "x").require("plane-again").survey()).isEqualTo(survey);
    run("x", "--slice", "plane", "--grid", "9x9", "--name", "again", "--steps", "0:3000:1500");
    assertThat(new SurfaceReader(home(), "x", plane("again")).steps())
        .containsExactly(0L, 1500L, 3000L);
    assertThatThrownBy(
            () -> run("x", "--slice", "plane", "--grid", "9x8", "--name", "again", "--resume"))
        .hasMessageStartingWith(
            "--resume: slice plane-again was surveyed with other options: beta Axis[");
    run("x", "--slice", "plane", "--grid", "9x8", "--name", "again");
    assertThat(new SurfaceReader(home(), "x", plane("again")).steps()).containsExactly(3000L);
    assertThatThrownBy(() -> run("x", "--slice", "plane", "--name", "new", "--resume"))
        .hasMessage("--resume: run x has no slice plane-new");
  }

  @Test
  void curvatureBecomesMetrics() throws IOException {
    CurvatureCommand command = new CurvatureCommand();
    new CommandLine(command)
        .parseArgs(
            "x",
            "--top",
            "2",
            "--bottom",
            "1",
            "--probes",
            "200",
            "--steps",
            "0,3000",
            "--tolerance",
            "1e-9");
    command.inHome(folder.toString());
    command.run(spark, out);
    TreeMap<String, Double> last = new TreeMap<>();
    new HistorySource(home(), "x")
        .kinds(Set.of(Metric.class))
        .deliver(
            e -> {
              if (e instanceof Metric m && m.name().startsWith("hessian.") && m.step() == 3000) {
                last.put(m.name(), m.value());
              }
            });
    assertThat(last.keySet())
        .containsExactly(
            "hessian.bottom.1",
            "hessian.bottom.1.residual",
            "hessian.stability",
            "hessian.top.1",
            "hessian.top.1.residual",
            "hessian.top.2",
            "hessian.top.2.residual",
            "hessian.trace",
            "hessian.trace.error");
    assertThat(last.get("hessian.top.1")).isGreaterThan(last.get("hessian.top.2"));
    assertThat(last.get("hessian.top.1.residual")).isLessThan(1e-3 * last.get("hessian.top.1"));
    // the sum of all eigenvalues is at least as large as what was found of them
    assertThat(last.get("hessian.trace")).isGreaterThan(0);
    assertThat(new Runs(home()).info("x").orElseThrow().epochs()).isEqualTo(6);
    // along the eigenvector the surface curves as the eigenvalue says
    run(
        "x",
        "--slice",
        "line",
        "--directions",
        "hessian",
        "--grid",
        "3",
        "--range=-0.01:0.01",
        "--precision",
        "double",
        "--name",
        "top");
    SurfaceGrid line = surface(SliceKind.LINE, "top", 3000);
    double curve =
        ((double) line.loss(0, 0) - 2.0 * line.loss(1, 0) + line.loss(2, 0)) / (0.01 * 0.01);
    assertThat(curve / last.get("hessian.top.1")).isBetween(0.9, 1.1);
  }

  /** A run of one snapshot, so that nothing need be trained; a thousand digits, several shards. */
  @Test
  void planeOverRealDigits() throws IOException {
    String variable = System.getenv(DataFolder.VARIABLE);
    assumeTrue(
        variable != null && Files.isDirectory(new DataFolder(variable).resolve("mnist")),
        "skipped: no mnist in " + DataFolder.VARIABLE);
    Experiment digits = ExperimentReader.builtIn("mnist-mlp");
    float[] origin = Training.initialParameters(digits);
    Instant now = Instant.parse("2026-11-22T18:45:01Z");
    try (HistorySink sink = new HistorySink(home(), "digits", "train")) {
      sink.publish(new RunStarted(new RunManifest("digits", digits, now, "00", Map.of()), now));
      for (ParameterBlock b : digits.network().layout().blocks()) {
        float[] values = java.util.Arrays.copyOfRange(origin, b.offset(), b.offset() + b.size());
        sink.publish(
            Snapshot.whole(
                "digits",
                Event.MODEL,
                0,
                -1,
                b.layerName(),
                b.param(),
                b.rows(),
                b.cols(),
                values));
      }
    }
    run(
        "digits",
        "--slice",
        "plane",
        "--grid",
        "5x4",
        "--data",
        "test",
        "--samples",
        "3000",
        "--name",
        "d");
    NamedSlice slice = plane("d");
    SurfaceGrid grid = new SurfaceReader(home(), "digits", slice).surface(0).orElseThrow();
    assertThat(grid.complete()).isTrue();
    float[][] d = new Slices(home(), "digits").directions(slice).orElseThrow();
    Dataset data =
        new DataChoice("test", 3000, 0)
            .of(digits, TrainingData.load(digits, new DataFolder(variable)));
    assertThat(data.rows()).isEqualTo(3000);
    for (int i = 0; i < 5; i++) {
      float[] p = moved(origin, grid.alpha().at(i), d[0], grid.beta().at(i % 4), d[1]);
      float[] out = Forward.outputs(digits.network(), p, data.features(), data.rows());
      int correct = 0;
      for (int r = 0; r < data.rows(); r++) {
        correct += data.label(out, 10 * r) == data.label(r) ? 1 : 0;
      }
      assertThat(grid.accuracy(i, i % 4) - correct / 3000f).isBetween(-0.001f, 0.001f);
    }
  }
}
