// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NpyFile;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Slices;
import io.weightlapse.history.TrajectoryTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Directions, functions and what else a slice may be asked for, on a real Spark. */
class SliceChoicesIT extends SliceHome {
  @Test
  void everyKindOfDirection() throws IOException {
    Path file = folder.resolve("one.npy");
    Files.write(file, NpyFile.write(new float[experiment().network().layout().size()]));
    float[] ones = new float[experiment().network().layout().size()];
    java.util.Arrays.fill(ones, 1);
    Files.write(file, NpyFile.write(ones));
    for (String directions :
        List.of(
            "random",
            "filter",
            "layer",
            "weight",
            "pca",
            "gradient",
            "update",
            "hessian",
            "run:y",
            "step:0",
            "file:" + file,
            "filter,gradient")) {
      if (!directions.startsWith("file")) {
        run("x", "--slice", "plane", "--directions", directions, "--grid", "3x3");
      }
      if (!directions.contains(",")) {
        run("x", "--slice", "line", "--directions", directions, "--grid", "3");
      }
    }
    run("x", "--slice", "line", "--directions", "points", "--grid", "3");
    run("x", "--slice", "file", "--directions", "file:" + file, "--grid", "3", "--name", "f");
    List<String> ids = new Slices(home(), "x").list().stream().map(NamedSlice::id).toList();
    assertThat(ids)
        .contains(
            "plane-pca",
            "plane-hessian",
            "plane-run-y",
            "line-step-0",
            "line-file-one",
            "line-points",
            "line-f",
            "plane-filter-gradient");
    // towards the other run: it lies at 1, of loss its own
    SurfaceGrid towards = surface(SliceKind.LINE, "run-y", 3000);
    assertThat(towards.alpha().from()).isEqualTo(-0.5);
    SliceInfo pca = new Slices(home(), "x").require("plane-pca");
    assertThat(pca.facts().get(3000L).notes()).contains("pca 1 of 7 snapshots explains 0.");
    // principal directions are orthogonal, and the whole path lies inside the default range
    assertThat(pca.facts().get(3000L).cosine()).isBetween(-1e-5, 1e-5);
    for (PathPoint p : new TrajectoryTable(home(), "x", plane("pca")).read()) {
      assertThat(p.alpha()).isBetween(pca.recipe().alpha().from(), pca.recipe().alpha().to());
      assertThat(p.beta()).isBetween(pca.recipe().beta().from(), pca.recipe().beta().to());
    }
  }

  @Test
  void ownDirectionsAreMadeAtEachStep() throws IOException {
    run(
        "x",
        "--slice",
        "plane",
        "--grid",
        "3x3",
        "--name",
        "own",
        "--own-directions",
        "--steps",
        "0,3000");
    SliceInfo info = new Slices(home(), "x").require("plane-own");
    assertThat(info.facts().keySet()).containsExactly(0L, 3000L);
    assertThat(info.facts().get(0L).norms()).isNotEqualTo(info.facts().get(3000L).norms());
    Dataset data = DataSets.load(experiment());
    assertThat(surface(SliceKind.PLANE, "own", 0).loss(1, 1) / loss(parameters("x", 0), data) - 1)
        .isBetween(-1e-5, 1e-5);
  }

  @Test
  void functionNeedsNoNetwork() throws IOException {
    run(
        "x",
        "--slice",
        "function",
        "--function",
        "x^2 + y^2",
        "--grid",
        "3x5",
        "--range=-1:1",
        "--name",
        "bowl",
        "--cut",
        "0,0,1,1");
    SurfaceGrid grid = surface(SliceKind.FUNCTION, "bowl", 0);
    assertThat(grid.loss(0, 0)).isEqualTo(2);
    assertThat(grid.loss(1, 1)).isEqualTo(0.25f);
    assertThat(new Slices(home(), "x").require("function-bowl").recipe().cut())
        .isEqualTo("0,0,1,1");
  }

  @Test
  void nanIsDataAndDone() throws IOException {
    String[] command = {
      "x",
      "--slice",
      "line",
      "--directions",
      "random",
      "--grid",
      "3",
      "--range",
      "0:1e30",
      "--scale",
      "1e8",
      "--name",
      "far"
    };
    run(command);
    SurfaceGrid grid = surface(SliceKind.LINE, "far", 3000);
    assertThat(grid.complete()).isTrue();
    assertThat(grid.state(2, 0)).isIn(PointState.NAN, PointState.INF);
    assertThat(grid.state(0, 0)).isEqualTo(PointState.OK);
    out.lines.clear();
    run(command);
    assertThat(String.join("\n", out.lines)).contains("line-far: 1 of 1 blocks are stored");
  }

  @Test
  void wrongChoicesAreSaidInOneLine() {
    List<String> plane = List.of("x", "--slice", "plane");
    wrong(plane, List.of("--grid", "1x1"), "--grid must have at least 2 points a side: was 1x1");
    wrong(plane, List.of("--grid", "5"), "--grid must be NxM: was 5");
    wrong(plane, List.of("--range", "2:1"), "--range must be A:B with A < B: was 2:1");
    wrong(plane, List.of("--range2", "a:1"), "--range2 must be finite numbers: was a:1");
    wrong(
        plane, List.of("--steps", "700"), "no snapshot of step 700; the nearest are 500 and 1000");
    wrong(
        plane,
        List.of("--directions", "step:700"),
        "no snapshot of step 700; the nearest are 500 and 1000");
    wrong(
        plane,
        List.of("--directions", "run:wide"),
        "run wide must have the architecture of x, 2-2-");
    wrong(plane, List.of("--directions", "run:none"), "no run none in " + folder);
    wrong(plane, List.of("--directions", "sideways"), "--directions must be random, filter, ");
    wrong(plane, List.of("--directions", "filter,"), "--directions must be random, filter, ");
    wrong(
        plane,
        List.of("--directions", "filter,layer,pca"),
        "--directions must be one or two for a plane: was filter,layer,pca");
    wrong(
        plane,
        List.of("--directions", "step:0,step:0"),
        "directions must not be parallel: the cosine of step:0 and step:0 must be within +-0.9995");
    wrong(
        plane, List.of("--data", "class:9"), "class must be one that samples have, in 0..1: was 9");
    wrong(
        plane, List.of("--data", "some"), "--data must be train, validation, test, class:K, batch");
    wrong(plane, List.of("--data", "batches:2"), "--data batches:K is for lines: was batches:2");
    wrong(plane, List.of("--data", "batch:99999"), "minibatch must be in 0..");
    wrong(plane, List.of("--data", "test"), "--data test: experiment xor keeps no such samples");
    wrong(plane, List.of("--scale", "0"), "--scale must be > 0: was 0.0");
    wrong(plane, List.of("--name", "a/b"), "name of a slice must be letters, digits");
    wrong(plane, List.of("--function", "x"), "--function is for --slice function");
    wrong(
        plane, List.of("--directions", "file:/none.npy"), "--directions file:/none.npy: there is");
    wrong(
        plane,
        List.of("--grid", "10000x10000"),
        "plane-filter: 1 surfaces of 100,000,000 points over 500 samples, about ");
    wrong(
        List.of("x", "--slice", "line"),
        List.of("--directions", "pca,filter"),
        "--directions must be one for a line: was pca,filter");
    wrong(
        List.of("x", "--slice", "cube"),
        List.of(),
        "--slice must be neurons, line, plane, function or file: was cube");
    wrong(List.of("nobody", "--slice", "plane"), List.of(), "no run nobody in ");
  }

  private void wrong(List<String> command, List<String> options, String message) {
    List<String> args = new ArrayList<>(command);
    args.addAll(options);
    assertThatThrownBy(() -> run(args.toArray(new String[0])))
        .as(args.toString())
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(e.getMessage().lines().count()).isEqualTo(1));
  }

  @Test
  void aFileOfAnotherSizeIsRefused() throws IOException {
    Path file = folder.resolve("short.npy");
    Files.write(file, NpyFile.write(new float[] {1, 2, 3}));
    wrong(
        List.of("x", "--slice", "line"),
        List.of("--directions", "file:" + file),
        "direction " + file + " must have ");
  }
}
