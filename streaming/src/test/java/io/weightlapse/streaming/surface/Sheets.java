// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.streaming.encode.PngWriter;
import io.weightlapse.streaming.view.Labels;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Surfaces to draw; its main writes them to a folder, to look at. */
final class Sheets {
  static final Labels ENGLISH = new Labels(Locale.ENGLISH);

  private Sheets() {}

  static double height(double x, double y) {
    return 0.05 + x * x + 4 * y * y + Math.sin(4 * x) * Math.sin(3 * y) * 0.4 + 0.4;
  }

  /** With a NaN, an infinite and a pending point, and the ways of two workers. */
  static Sheet plane(int rows, int cols) {
    SurfaceGrid grid = new SurfaceGrid(new Axis(-1, 2, rows), new Axis(0.5, 1.5, cols));
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        if (i == rows - 1 && j == 0) {
          continue;
        }
        float z = (float) height(grid.alpha().at(i), grid.beta().at(j));
        z =
            i == 0 && j == cols - 1
                ? Float.NaN
                : i == 1 && j == cols - 1 ? Float.POSITIVE_INFINITY : z;
        grid.set(i, j, z, 1 / (1 + z));
      }
    }
    List<PathPoint> path = new ArrayList<>();
    for (int worker = -1; worker < 1; worker++) {
      for (int t = 0; t < 12; t++) {
        double a = 1.6 - t * 0.14 + 0.1 * worker;
        double b = 1.3 - 0.06 * t + 0.1 * Math.sin(t);
        path.add(new PathPoint(100L * t, worker, a, b, 0.5 * t / 12, height(a, b) + 0.2, 0.5));
      }
    }
    return new Sheet(
        "demo", slice(SliceKind.PLANE), info(SliceKind.PLANE, grid, 1, "", ""), 1100, grid, path);
  }

  static Sheet line() {
    SurfaceGrid grid = new SurfaceGrid(new Axis(-0.5, 1.5, 101), Axis.numbers(4));
    for (int i = 0; i < 101; i++) {
      for (int s = 0; s < 4; s++) {
        double x = grid.alpha().at(i) - 0.9 - 0.05 * s;
        float z = i > 40 && i < 44 ? Float.NaN : (float) (0.02 + x * x * (1 + 0.2 * s));
        grid.set(i, s, z, 1 / (1 + z));
      }
    }
    return new Sheet(
        "demo", slice(SliceKind.LINE), info(SliceKind.LINE, grid, 4, "", ""), 0, grid, List.of());
  }

  static Sheet function() {
    SurfaceGrid grid = new SurfaceGrid(new Axis(-2, 2, 51), new Axis(-2, 2, 51));
    for (int i = 0; i < 51; i++) {
      for (int j = 0; j < 51; j++) {
        double x = grid.alpha().at(i);
        double y = grid.beta().at(j);
        grid.set(i, j, (float) (x * x + y * y), Float.NaN);
      }
    }
    return new Sheet(
        "demo",
        slice(SliceKind.FUNCTION),
        info(SliceKind.FUNCTION, grid, 1, "x^2 + y^2", "0.5,0,1,1"),
        0,
        grid,
        List.of());
  }

  static Sheet nothing() {
    SurfaceGrid grid = new SurfaceGrid(new Axis(0, 1, 3), new Axis(0, 1, 4));
    return new Sheet("demo", slice(SliceKind.PLANE), Optional.empty(), 0, grid, List.of());
  }

  private static NamedSlice slice(SliceKind kind) {
    return new NamedSlice(kind, "filter");
  }

  private static Optional<SliceInfo> info(
      SliceKind kind, SurfaceGrid grid, int series, String function, String cut) {
    List<String> names = new ArrayList<>(List.of("train"));
    for (int s = 1; s < series; s++) {
      names.add("batch:" + (s - 1));
    }
    TreeMap<Long, SliceInfo.Facts> facts = new TreeMap<>();
    facts.put(1100L, new SliceInfo.Facts(List.of(1.0, 2.0), 0.0123, ""));
    return Optional.of(
        new SliceInfo(
            new SliceRecipe(
                slice(kind),
                grid.alpha(),
                grid.beta(),
                "filter",
                DirectionUse.SHARED,
                7,
                1100,
                "train",
                0,
                names,
                "float",
                function,
                cut),
            facts,
            1,
            Instant.EPOCH));
  }

  static SheetPicture.Options options(SheetPicture.Look look, ValueScale scale, double quantile) {
    return new SheetPicture.Options(
        look, Sheet.Value.LOSS, scale, quantile, SheetPicture.Overlay.TRAJECTORY, 900, 720);
  }

  /** Writes the pictures into a folder. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    ValueScale log = ValueScale.of(ValueScale.Kind.LOG);
    ValueScale linear = ValueScale.of(ValueScale.Kind.LINEAR);
    for (SheetPicture.Look look : SheetPicture.Look.values()) {
      write(folder, "plane-" + look, plane(41, 27), options(look, linear, 1));
      write(folder, "plane-log-" + look, plane(41, 27), options(look, log, 0.9));
      write(folder, "function-" + look, function(), options(look, linear, 1));
    }
    write(folder, "line", line(), options(SheetPicture.Look.CONTOUR, linear, 1));
    write(folder, "line-log", line(), options(SheetPicture.Look.CONTOUR, log, 1));
  }

  private static void write(Path folder, String name, Sheet sheet, SheetPicture.Options options)
      throws IOException {
    try (OutputStream to = Files.newOutputStream(folder.resolve(name + ".png"))) {
      PngWriter.write(new SheetPicture(sheet, options, Sheets.ENGLISH).draw(), "", to);
    }
  }
}
