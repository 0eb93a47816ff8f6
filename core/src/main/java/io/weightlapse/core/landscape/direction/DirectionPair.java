// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import io.weightlapse.core.landscape.Plane;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;

/**
 * Two directions that span a plane, with what must be stored to know them again.
 *
 * @param a first direction
 * @param b second direction
 * @param normA length of the first
 * @param normB length of the second
 * @param cosine of the angle between them
 */
public record DirectionPair(Direction a, Direction b, double normA, double normB, double cosine) {
  /** Above this absolute cosine, less than 1.8 degrees apart, a plane would be a line. */
  public static final double MAX_COSINE = 0.9995;

  /**
   * Checks that they span a plane.
   *
   * @throws UserException if one is zero or not finite, or both are nearly parallel
   */
  public static DirectionPair of(Direction a, Direction b) {
    Vectors.sameLength(a.values(), b.values());
    double normA = length("a", a);
    double normB = length("b", b);
    double cosine = Vectors.dot(a.values(), b.values()) / normA / normB;
    if (Math.abs(cosine) > MAX_COSINE) {
      throw new UserException(
          String.format(
              java.util.Locale.ROOT,
              "directions must not be parallel: the cosine of %s and %s must be within +-%s: was"
                  + " %.6f",
              a.name(),
              b.name(),
              MAX_COSINE,
              cosine));
    }
    return new DirectionPair(a, b, normA, normB, cosine);
  }

  /** The length of a direction that can be drawn along. */
  static double length(String which, Direction d) {
    double norm = Vectors.norm(d.values());
    if (!(norm > 0) || !Double.isFinite(norm)) {
      throw new UserException(
          String.format(
              java.util.Locale.ROOT,
              "the length of direction %s (%s) must be > 0 and finite: was %s",
              which,
              d.name(),
              norm));
    }
    return norm;
  }

  /** The plane through an origin. */
  public Plane plane(NetworkSpec network, float[] origin) {
    return new Plane(network, origin, a.values(), b.values());
  }
}
