// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape.direction;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.random.FastRandom;
import io.weightlapse.core.util.UserException;
import java.util.OptionalLong;

/**
 * Where directions come from. All of them are flat vectors as long as the parameters; what comes
 * from a trajectory is in {@link Pca}, from the curvature in {@code curvature}.
 */
public final class Directions {
  private Directions() {}

  /**
   * Standard normal numbers, not normalised yet.
   *
   * @param which 0 for the first direction of a plane, 1 for the second; each has numbers of its
   *     own from the same seed
   */
  public static Direction random(NetworkSpec network, long seed, int which) {
    float[] values =
        new FastRandom(seed + which * 0x5851f42d4c957f2dL).normals(network.layout().size());
    return new Direction("random", values, OptionalLong.of(seed));
  }

  /** From one snapshot to another, which lies at coordinate 1. */
  public static Direction between(String name, float[] from, float[] to) {
    return Direction.of(name, Vectors.minus(to, from));
  }

  /** Downhill: the gradient at the origin, its sign turned. */
  public static Direction downhill(double[] gradient) {
    float[] values = new float[gradient.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) -gradient[i];
    }
    return Direction.of("gradient", values);
  }

  /** What the last update changed: from the snapshot before it to the one after it. */
  public static Direction update(float[] before, float[] after) {
    return between("update", before, after);
  }

  /**
   * From a file.
   *
   * @throws UserException if the number of values is another than the network's
   */
  public static Direction file(String file, float[] values, NetworkSpec network) {
    int size = network.layout().size();
    if (values.length != size) {
      throw new UserException(
          String.format(
              java.util.Locale.ROOT,
              "direction %s must have %d values, as many as the network has parameters: was %d",
              file,
              size,
              values.length));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new UserException(
            "direction " + file + " must be finite: value " + i + " was " + values[i]);
      }
    }
    return Direction.of(file, values);
  }
}
