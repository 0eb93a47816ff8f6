// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.util;

/** Bounds with messages that name the thing, the bound and the value. */
public final class Checks {
  private Checks() {}

  /** Returns {@code value} if it is at least {@code bound}. */
  public static int atLeast(String name, int value, int bound) {
    require(value >= bound, "%s must be >= %d: was %d", name, bound, value);
    return value;
  }

  /** Returns {@code value} if it is finite and greater than 0. */
  public static double positive(String name, double value) {
    require(value > 0 && Double.isFinite(value), "%s must be > 0: was %s", name, value);
    return value;
  }

  /** Returns {@code value} if it is finite and not below 0. */
  public static double notNegative(String name, double value) {
    require(value >= 0 && Double.isFinite(value), "%s must be >= 0: was %s", name, value);
    return value;
  }

  /** Throws with that message unless the condition holds. */
  public static void require(boolean condition, String message, Object... args) {
    if (!condition) {
      throw new IllegalArgumentException(
          args.length == 0 ? message : String.format(java.util.Locale.ROOT, message, args));
    }
  }
}
