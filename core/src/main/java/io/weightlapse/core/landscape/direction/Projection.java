// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import io.weightlapse.core.util.Checks;

/**
 * Coordinates of points near a plane whose directions need not be orthogonal nor of length 1: the
 * least squares solution (alpha, beta) = (D'D)^-1 D' (theta - origin). Along one direction alone, a
 * line, beta is 0.
 */
public final class Projection {
  /** Where a point is. */
  public record Place(double alpha, double beta, double residual) {}

  private final float[] origin;
  private final float[] a;
  private final float[] b;
  private final double aa;
  private final double ab;
  private final double bb;

  private Projection(float[] origin, float[] a, float[] b, double aa, double ab, double bb) {
    this.origin = origin;
    this.a = a;
    this.b = b;
    this.aa = aa;
    this.ab = ab;
    this.bb = bb;
  }

  /** Onto the plane of a pair, which was checked not to be singular. */
  public static Projection of(float[] origin, DirectionPair pair) {
    Vectors.sameLength(origin, pair.a().values());
    double aa = pair.normA() * pair.normA();
    double bb = pair.normB() * pair.normB();
    double ab = pair.cosine() * pair.normA() * pair.normB();
    return new Projection(origin, pair.a().values(), pair.b().values(), aa, ab, bb);
  }

  /** Onto a line. */
  public static Projection of(float[] origin, Direction direction) {
    Vectors.sameLength(origin, direction.values());
    double norm = DirectionPair.length("a", direction);
    return new Projection(origin, direction.values(), null, norm * norm, 0, 1);
  }

  /**
   * The coordinates of a point, and its residual: the share of its distance from the origin that
   * lies off the plane, |d - D c| / |d|, 0 at the origin itself.
   */
  public Place place(float[] parameters) {
    Checks.require(
        parameters.length == origin.length,
        "parameters must have %d values: was %d",
        origin.length,
        parameters.length);
    double da = 0;
    double db = 0;
    double dd = 0;
    for (int i = 0; i < origin.length; i++) {
      double d = (double) parameters[i] - origin[i];
      da += d * a[i];
      db += b == null ? 0 : d * b[i];
      dd += d * d;
    }
    double det = aa * bb - ab * ab;
    double alpha = (da * bb - db * ab) / det;
    double beta = (db * aa - da * ab) / det;
    if (dd == 0) {
      return new Place(0, 0, 0);
    }
    // measured, not derived from dd - ..., which would cancel for points on the plane
    double off = 0;
    for (int i = 0; i < origin.length; i++) {
      double d = (double) parameters[i] - origin[i] - alpha * a[i];
      d -= b == null ? 0 : beta * b[i];
      off += d * d;
    }
    return new Place(alpha, beta, Math.sqrt(off / dd));
  }
}
