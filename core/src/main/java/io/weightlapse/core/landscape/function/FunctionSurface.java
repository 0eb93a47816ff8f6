// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.function;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.util.UserException;

/** The values of an expression over a grid, and along its cut by an upright plane. */
public final class FunctionSurface {
  private FunctionSurface() {}

  /** Values at (x, y), row major: x is the row's. */
  public static double[] grid(Expression f, Axis x, Axis y) {
    double[] z = new double[Math.multiplyExact(x.count(), y.count())];
    for (int i = 0; i < z.length; i++) {
      z[i] = f.at(x.at(i / y.count()), y.at(i % y.count()));
    }
    return z;
  }

  /**
   * The cut by the upright plane through (x0, y0) along (dx, dy): where it runs and how high the
   * function is there.
   *
   * @param t steps of length |(dx, dy)| from (x0, y0)
   * @param x of each step
   * @param y of each step
   * @param z the function's value
   */
  public record Cut(double[] t, double[] x, double[] y, double[] z) {}

  /**
   * Cuts along a line.
   *
   * @throws UserException if the direction is (0, 0)
   */
  public static Cut cut(Expression f, double x0, double y0, double dx, double dy, Axis steps) {
    double length = Math.hypot(dx, dy);
    if (!(length > 0) || !Double.isFinite(length)) {
      throw new UserException(
          "the direction of a cut must be other than 0,0 and finite: was " + dx + "," + dy);
    }
    int n = steps.count();
    Cut cut = new Cut(new double[n], new double[n], new double[n], new double[n]);
    for (int i = 0; i < n; i++) {
      cut.t[i] = steps.at(i);
      cut.x[i] = x0 + steps.at(i) * dx;
      cut.y[i] = y0 + steps.at(i) * dy;
      cut.z[i] = f.at(cut.x[i], cut.y[i]);
    }
    return cut;
  }
}
