// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.landscape.direction.GramAccumulator;
import io.weightlapse.core.landscape.direction.Pca;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The plane of the two leading principal directions of some vectors, its origin in one of them. Of
 * more than {@link #MOST} vectors, which the Gram matrix is squared in, an even random choice gives
 * the directions, the same one every time. Where they move in fewer than two directions, the others
 * are 0.
 */
final class PathPlane {
  /** Vectors that give the directions. */
  static final int MOST = 400;

  private static final int DIRECTIONS = 2;

  private final float[] origin;
  private final double[][] directions = new double[DIRECTIONS][];
  private final double[] explained = new double[DIRECTIONS];

  /**
   * The plane of the vectors that are finite.
   *
   * @param size numbers of each vector
   */
  PathPlane(List<float[]> vectors, int size) {
    List<float[]> finite = vectors.stream().filter(v -> !Float.isNaN(v[0])).toList();
    this.origin = finite.isEmpty() ? new float[size] : finite.get(0);
    for (int k = 0; k < DIRECTIONS; k++) {
      directions[k] = new double[size];
    }
    List<float[]> chosen = choose(finite);
    if (chosen.size() > DIRECTIONS) {
      double[] values = new double[chosen.size() * size];
      for (int t = 0; t < chosen.size(); t++) {
        for (int i = 0; i < size; i++) {
          values[t * size + i] = chosen.get(t)[i];
        }
      }
      GramAccumulator gram = new GramAccumulator(chosen.size());
      gram.add(values, size);
      Pca pca = pca(gram, DIRECTIONS);
      for (int k = 0; pca != null && k < pca.components(); k++) {
        pca.direction(k, values, size, directions[k], 0);
        explained[k] = pca.explained(k);
      }
    }
  }

  /** With as many directions as there are; null if nothing moves. */
  private static Pca pca(GramAccumulator gram, int components) {
    try {
      return Pca.of(gram, components);
    } catch (UserException e) {
      return components > 1 ? pca(gram, components - 1) : null;
    }
  }

  private static List<float[]> choose(List<float[]> vectors) {
    if (vectors.size() <= MOST) {
      return vectors;
    }
    List<float[]> chosen = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(vectors.size());
    for (int i = 0; chosen.size() < MOST; i++) {
      if (random.nextInt(vectors.size() - i) < MOST - chosen.size()) {
        chosen.add(vectors.get(i));
      }
    }
    return chosen;
  }

  /** The share of the variance along a direction, 0 or 1. */
  double explained(int k) {
    return explained[k];
  }

  /** The two coordinates; NaN of what is not finite. */
  double[] place(float[] vector) {
    double[] place = new double[DIRECTIONS];
    for (int i = 0; i < origin.length; i++) {
      double d = (double) vector[i] - origin[i];
      for (int k = 0; k < DIRECTIONS; k++) {
        place[k] += d * directions[k][i];
      }
    }
    return place;
  }

  /** The distance of two vectors. */
  static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double d = (double) a[i] - b[i];
      sum += d * d;
    }
    return Math.sqrt(sum);
  }
}
