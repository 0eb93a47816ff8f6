// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.function.Expression;
import io.weightlapse.core.landscape.function.FunctionSurface;
import io.weightlapse.streaming.view.plot.Field;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.Trail3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The ways over a surface: of the snapshots of each worker, and where a function is cut. */
record SheetWays(Sheet sheet) {
  private static final int CUT_POINTS = 200;

  /** The snapshots of each worker. */
  List<List<PathPoint>> workers() {
    List<List<PathPoint>> ways = new ArrayList<>();
    int worker = Integer.MIN_VALUE;
    for (PathPoint p : sheet.path()) {
      if (p.worker() != worker) {
        ways.add(new ArrayList<>());
        worker = p.worker();
      }
      ways.get(ways.size() - 1).add(p);
    }
    return ways;
  }

  /** At its true loss, not on the surface: what lies off the slice is seen off the surface. */
  static Trail3 trail(List<PathPoint> way, Field field, NiceRange x, NiceRange y) {
    double[][] points = new double[way.size()][];
    for (int i = 0; i < points.length; i++) {
      PathPoint p = way.get(i);
      points[i] = place(p.alpha(), p.beta(), p.loss(), field, x, y);
    }
    return new Trail3(points, Style.CURVE);
  }

  static Trail3 trail(FunctionSurface.Cut cut, Field field, NiceRange x, NiceRange y) {
    int n = cut.t().length;
    double[][] points = new double[n + 1][];
    for (int i = 0; i < n; i++) {
      points[i] = place(cut.x()[i], cut.y()[i], cut.z()[i], field, x, y);
    }
    points[n] = new double[] {Double.NaN, Double.NaN, Double.NaN}; // its end is no place to mark
    return new Trail3(points, Style.CURVE);
  }

  private static double[] place(
      double a, double b, double value, Field field, NiceRange x, NiceRange y) {
    boolean inside = a >= x.min() && a <= x.max() && b >= y.min() && b <= y.max();
    double height = field.scale().forward(Math.max(field.low(), Math.min(field.high(), value)));
    return inside ? new double[] {a, b, height} : new double[] {Double.NaN, Double.NaN, Double.NaN};
  }

  /** Where a function is cut, from edge to edge of the grid. */
  Optional<FunctionSurface.Cut> cut() {
    String text = sheet.info().map(i -> i.recipe().cut()).orElse("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String[] parts = text.split(",");
    double[] v = new double[4];
    Arrays.setAll(v, i -> Double.parseDouble(parts[i]));
    double low = Double.NEGATIVE_INFINITY;
    double high = Double.POSITIVE_INFINITY;
    Axis[] axes = {sheet.grid().alpha(), sheet.grid().beta()};
    for (int d = 0; d < 2; d++) {
      if (v[2 + d] != 0) {
        double s = (axes[d].from() - v[d]) / v[2 + d];
        double t = (axes[d].to() - v[d]) / v[2 + d];
        low = Math.max(low, Math.min(s, t));
        high = Math.min(high, Math.max(s, t));
      }
    }
    if (!(low < high)) {
      return Optional.empty(); // beside the grid
    }
    Expression f = Expression.of(sheet.info().orElseThrow().recipe().function());
    return Optional.of(
        FunctionSurface.cut(f, v[0], v[1], v[2], v[3], new Axis(low, high, CUT_POINTS)));
  }
}
