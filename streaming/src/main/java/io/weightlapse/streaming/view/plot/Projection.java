// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;

/**
 * Looks at a box of axes from a fixed place, with a little perspective. Coordinates of the box run
 * from 0 to 1; the picture of the box fills the same part of the area whatever the data are.
 */
final class Projection {
  private static final double AZIMUTH = Math.toRadians(-56);
  private static final double ELEVATION = Math.toRadians(24);
  private static final double DISTANCE = 7;
  private static final double HEIGHT = 0.78;

  private final double scale;
  private final double centreX;
  private final double centreY;

  /** Fits the box into {@code area}. */
  Projection(Rectangle2D area) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double bottom = Double.POSITIVE_INFINITY;
    double top = Double.NEGATIVE_INFINITY;
    double[] p = new double[3];
    for (int corner = 0; corner < 8; corner++) {
      flat(corner & 1, (corner >> 1) & 1, corner >> 2, p);
      left = Math.min(left, p[0]);
      right = Math.max(right, p[0]);
      bottom = Math.min(bottom, p[1]);
      top = Math.max(top, p[1]);
    }
    scale = Math.min(area.getWidth() / (right - left), area.getHeight() / (top - bottom));
    centreX = area.getCenterX() - scale * (left + right) / 2;
    centreY = area.getCenterY() + scale * (bottom + top) / 2;
  }

  /** Writes pixel x, pixel y and depth (greater is nearer) to {@code out}. */
  void project(double x, double y, double z, double[] out) {
    flat(x, y, z, out);
    out[0] = centreX + scale * out[0];
    out[1] = centreY - scale * out[1];
  }

  /** The pixel of a place. */
  Point2D point(double x, double y, double z) {
    double[] p = new double[3];
    project(x, y, z, p);
    return new Point2D.Double(p[0], p[1]);
  }

  private static void flat(double x, double y, double z, double[] out) {
    double u = 2 * x - 1;
    double v = 2 * y - 1;
    double w = (2 * z - 1) * HEIGHT;
    double towards = u * Math.cos(AZIMUTH) + v * Math.sin(AZIMUTH);
    double across = v * Math.cos(AZIMUTH) - u * Math.sin(AZIMUTH);
    double near = towards * Math.cos(ELEVATION) + w * Math.sin(ELEVATION);
    double up = w * Math.cos(ELEVATION) - towards * Math.sin(ELEVATION);
    double shrink = DISTANCE / (DISTANCE - near);
    out[0] = across * shrink;
    out[1] = up * shrink;
    out[2] = near;
  }
}
