// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A surface as VTK PolyData XML for ParaView: x and y are alpha and beta, z the scaled loss, with
 * the values themselves as point data. Points that are pending or no numbers are left out, and the
 * cells around them are holes. Format: https://docs.vtk.org/en/latest/vtk_file_formats/
 */
public final class SheetVtp {
  private SheetVtp() {}

  /** The surface: points and quadrilaterals. */
  public static void surface(Sheet sheet, ValueScale scale, Writer to) throws IOException {
    SurfaceGrid g = sheet.grid();
    int rows = g.alpha().count();
    int cols = g.beta().count();
    int[] number = new int[rows * cols];
    List<int[]> points = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < cols; j++) {
        boolean there =
            g.state(i, j) == PointState.OK && Double.isFinite(scale.forward(g.loss(i, j)));
        number[i * cols + j] = there ? points.size() : -1;
        if (there) {
          points.add(new int[] {i, j});
        }
      }
    }
    List<int[]> cells = new ArrayList<>();
    for (int i = 0; i + 1 < rows; i++) {
      for (int j = 0; j + 1 < cols; j++) {
        int[] cell = {
          number[i * cols + j],
          number[(i + 1) * cols + j],
          number[(i + 1) * cols + j + 1],
          number[i * cols + j + 1]
        };
        if (cell[0] >= 0 && cell[1] >= 0 && cell[2] >= 0 && cell[3] >= 0) {
          cells.add(cell);
        }
      }
    }
    head(to, points.size(), 0, cells.size());
    to.write("<PointData Scalars=\"loss\">\n");
    array(to, "Float32", "loss", points, p -> g.loss(p[0], p[1]));
    array(to, "Float32", "accuracy", points, p -> g.accuracy(p[0], p[1]));
    to.write("</PointData>\n<Points>\n");
    to.write("<DataArray type=\"Float64\" NumberOfComponents=\"3\" format=\"ascii\">\n");
    for (int[] p : points) {
      double z = scale.forward(g.loss(p[0], p[1]));
      to.write(g.alpha().at(p[0]) + " " + g.beta().at(p[1]) + " " + z + "\n");
    }
    to.write("</DataArray>\n</Points>\n");
    cells(to, "Polys", cells);
    to.write("</Piece>\n</PolyData>\n</VTKFile>\n");
  }

  /** The trajectory: a line for each worker; z is the scaled true loss. */
  public static void trajectory(Sheet sheet, ValueScale scale, Writer to) throws IOException {
    List<PathPoint> points =
        sheet.path().stream().filter(p -> Double.isFinite(scale.forward(p.loss()))).toList();
    List<int[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= points.size(); i++) {
      if (i == points.size() || points.get(i).worker() != points.get(from).worker()) {
        int begin = from;
        int[] line = new int[i - from];
        java.util.Arrays.setAll(line, k -> begin + k);
        lines.add(line);
        from = i;
      }
    }
    head(to, points.size(), lines.size(), 0);
    to.write("<PointData Scalars=\"step\">\n");
    array(to, "Float64", "step", points, PathPoint::step);
    array(to, "Int32", "worker", points, PathPoint::worker);
    array(to, "Float64", "residual", points, PathPoint::residual);
    array(to, "Float64", "loss", points, PathPoint::loss);
    to.write("</PointData>\n<Points>\n");
    to.write("<DataArray type=\"Float64\" NumberOfComponents=\"3\" format=\"ascii\">\n");
    for (PathPoint p : points) {
      to.write(p.alpha() + " " + p.beta() + " " + scale.forward(p.loss()) + "\n");
    }
    to.write("</DataArray>\n</Points>\n");
    cells(to, "Lines", lines);
    to.write("</Piece>\n</PolyData>\n</VTKFile>\n");
  }

  private static void head(Writer to, int points, int lines, int polys) throws IOException {
    to.write("<?xml version=\"1.0\"?>\n");
    to.write(
        "<VTKFile type=\"PolyData\" version=\"0.1\" byte_order=\"LittleEndian\">\n<PolyData>\n");
    to.write(
        "<Piece NumberOfPoints=\""
            + points
            + "\" NumberOfVerts=\"0\" NumberOfLines=\""
            + lines
            + "\" NumberOfStrips=\"0\" NumberOfPolys=\""
            + polys
            + "\">\n");
  }

  private static <T> void array(
      Writer to, String type, String name, List<T> items, ToDoubleFunction<T> value)
      throws IOException {
    to.write("<DataArray type=\"" + type + "\" Name=\"" + name + "\" format=\"ascii\">\n");
    for (T item : items) {
      double v = value.applyAsDouble(item);
      to.write(
          (type.equals("Int32")
                  ? Integer.toString((int) v)
                  : type.equals("Float32") ? Float.toString((float) v) : Double.toString(v))
              + "\n");
    }
    to.write("</DataArray>\n");
  }

  private static void cells(Writer to, String kind, List<int[]> cells) throws IOException {
    to.write("<" + kind + ">\n<DataArray type=\"Int32\" Name=\"connectivity\" format=\"ascii\">\n");
    for (int[] cell : cells) {
      StringBuilder line = new StringBuilder();
      for (int point : cell) {
        line.append(point).append(' ');
      }
      to.write(line.append('\n').toString());
    }
    to.write("</DataArray>\n<DataArray type=\"Int32\" Name=\"offsets\" format=\"ascii\">\n");
    int end = 0;
    for (int[] cell : cells) {
      end += cell.length;
      to.write(end + "\n");
    }
    to.write("</DataArray>\n</" + kind + ">\n");
  }
}
