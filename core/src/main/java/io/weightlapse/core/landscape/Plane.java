// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.nn.NetworkSpec;
import java.util.Objects;

/**
 * A plane or a line through the space of parameters: {@code origin + alpha a + beta b}. The arrays
 * are not copied and nobody may change them.
 *
 * @param network whose parameters these are
 * @param origin flat parameters at (0, 0)
 * @param a first direction, as long as the origin
 * @param b second direction, or null for a line
 */
public record Plane(NetworkSpec network, float[] origin, float[] a, float[] b) {
  /** Checks the lengths. */
  public Plane {
    Objects.requireNonNull(a, "a");
    int size = network.layout().size();
    check("origin", origin, size);
    check("direction a", a, size);
    if (b != null) {
      check("direction b", b, size);
    }
  }

  /** {@code origin + alpha a}. */
  public static Plane line(NetworkSpec network, float[] origin, float[] a) {
    return new Plane(network, origin, a, null);
  }

  private static void check(String name, float[] values, int size) {
    require(
        values.length == size,
        "%s must have %d values, as many as the network has parameters: was %d",
        name,
        size,
        values.length);
  }

  /** Whether there is no second direction. */
  public boolean isLine() {
    return b == null;
  }
}
