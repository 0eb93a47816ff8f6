// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.util.List;

/**
 * Cuts a surface into quads small enough to be sorted by depth among those of other surfaces. Every
 * cell of the grid is cut into the same number of pieces, bilinear between its corners; mesh lines
 * lie on the grid itself.
 */
final class SurfaceMesh {
  private static final int PIECES_A_SIDE = 24;
  private static final int MESH_LINES_AT_MOST = 26;
  private static final int FILL_ALPHA = 120;
  private static final int MESH_ALPHA = 150;

  private final Surface3 surface;
  private final Axes3 axes;
  private final Projection projection;
  private final int cut;
  private final int meshEvery;

  SurfaceMesh(Surface3 surface, Axes3 axes, Projection projection) {
    this.surface = surface;
    this.axes = axes;
    this.projection = projection;
    int cells = Math.max(surface.xs().length, surface.ys().length) - 1;
    this.cut = Math.max(1, PIECES_A_SIDE / cells);
    this.meshEvery = cut * Math.max(1, (cells + MESH_LINES_AT_MOST - 1) / MESH_LINES_AT_MOST);
  }

  /** Adds the quads; cells with a corner that is no number are holes. */
  void addTo(List<Scene.Item> items) {
    for (int i = 0; i + 1 < surface.xs().length; i++) {
      for (int j = 0; j + 1 < surface.ys().length; j++) {
        if (whole(i, j)) {
          addCell(items, i, j);
        }
      }
    }
  }

  private boolean whole(int i, int j) {
    return NiceRange.drawable(surface.height(i, j))
        && NiceRange.drawable(surface.height(i + 1, j))
        && NiceRange.drawable(surface.height(i, j + 1))
        && NiceRange.drawable(surface.height(i + 1, j + 1));
  }

  private void addCell(List<Scene.Item> items, int i, int j) {
    for (int a = 0; a < cut; a++) {
      for (int b = 0; b < cut; b++) {
        double[][] box = {
          place(i, j, a, b), place(i, j, a + 1, b), place(i, j, a + 1, b + 1), place(i, j, a, b + 1)
        };
        items.add(quad(box, sides(i * cut + a, j * cut + b)));
      }
    }
  }

  /** Lines of the grid: corner 0 to 1 and 3 to 2 run along x, 1 to 2 and 0 to 3 along y. */
  private int sides(int x, int y) {
    int lastX = (surface.xs().length - 1) * cut - 1;
    int lastY = (surface.ys().length - 1) * cut - 1;
    int sides = 0;
    sides |= y % meshEvery == 0 ? 1 : 0;
    sides |= x == lastX ? 1 << 1 : 0;
    sides |= y == lastY ? 1 << 2 : 0;
    sides |= x % meshEvery == 0 ? 1 << 3 : 0;
    return sides;
  }

  /** A point of a cell, as shares of the axes. */
  private double[] place(int i, int j, int a, int b) {
    double s = (double) a / cut;
    double t = (double) b / cut;
    double x = between(surface.xs()[i], surface.xs()[i + 1], s);
    double y = between(surface.ys()[j], surface.ys()[j + 1], t);
    double z =
        between(
            between(surface.height(i, j), surface.height(i + 1, j), s),
            between(surface.height(i, j + 1), surface.height(i + 1, j + 1), s),
            t);
    return new double[] {
      axes.x().range().share(x), axes.y().range().share(y), axes.z().range().share(z)
    };
  }

  private static double between(double a, double b, double share) {
    return a + (b - a) * share;
  }

  private Quad quad(double[][] box, int sides) {
    double[] xs = new double[4];
    double[] ys = new double[4];
    double depth = 0;
    double[] p = new double[3];
    for (int c = 0; c < 4; c++) {
      projection.project(box[c][0], box[c][1], box[c][2], p);
      xs[c] = p[0];
      ys[c] = p[1];
      depth += p[2] / 4;
    }
    boolean plain = surface.paint() == Surface3.Paint.PLAIN;
    double middle = (box[0][2] + box[1][2] + box[2][2] + box[3][2]) / 4;
    Color base = plain ? surface.colour() : Ramp.at(middle);
    Color fill = Style.withAlpha(shaded(box, base), plain ? FILL_ALPHA : 235);
    Color mesh =
        plain
            ? Style.withAlpha(surface.colour(), MESH_ALPHA)
            : Style.withAlpha(Style.between(base, Color.BLACK, 0.45), 110);
    return new Quad(depth, xs, ys, fill, mesh, sides);
  }

  /** Lighter where the surface faces the light, darker where it is steep and turned away. */
  private static Color shaded(double[][] box, Color base) {
    double ux = box[2][0] - box[0][0];
    double uy = box[2][1] - box[0][1];
    double uz = box[2][2] - box[0][2];
    double vx = box[3][0] - box[1][0];
    double vy = box[3][1] - box[1][1];
    double vz = box[3][2] - box[1][2];
    double nx = uy * vz - uz * vy;
    double ny = uz * vx - ux * vz;
    double nz = ux * vy - uy * vx;
    double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    double light = length == 0 ? 1 : Math.abs(-0.35 * nx - 0.45 * ny + 0.82 * nz) / length;
    return light > 0.6
        ? Style.between(base, Color.WHITE, (light - 0.6) * 0.75)
        : Style.between(base, Color.BLACK, (0.6 - light) * 0.6);
  }
}
