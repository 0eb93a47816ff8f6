// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;

/**
 * One computation of a run's surfaces. A later one has a larger number; jobs that give none are
 * told apart by the weights they move and the offsets.
 *
 * @param number rises from survey to survey of a run; 0 where it is unknown
 * @param input0 column of the first weight
 * @param input1 column of the second weight
 * @param alpha offsets of the first weight
 * @param beta offsets of the second weight
 */
public record Survey(long number, int input0, int input1, Axis alpha, Axis beta) {
  /** The survey that a tile is of; slices that are not of neurons have no inputs. */
  public static Survey of(SurfaceTile tile) {
    boolean neurons = tile.slice() instanceof NeuronSlice;
    int input0 = neurons ? ((NeuronSlice) tile.slice()).input0() : 0;
    int input1 = neurons ? ((NeuronSlice) tile.slice()).input1() : 0;
    return new Survey(tile.survey(), input0, input1, tile.alpha(), tile.beta());
  }

  /** Whether it replaces another that came before it. */
  public boolean replaces(Survey before) {
    return number > before.number || (number == 0 && before.number == 0 && !equals(before));
  }

  /** One word that {@link #parse} reads. */
  public String word() {
    return number + "/" + input0 + "/" + input1 + "/" + word(alpha) + "/" + word(beta);
  }

  private static String word(Axis axis) {
    return axis.from() + ":" + axis.to() + ":" + axis.count();
  }

  /**
   * Reads a word.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Survey parse(String word) {
    String[] parts = word.split("/", -1);
    if (parts.length != 5) {
      throw new IllegalArgumentException("survey must have 5 parts: was " + word);
    }
    return new Survey(
        Long.parseLong(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        axis(parts[3]),
        axis(parts[4]));
  }

  private static Axis axis(String word) {
    String[] parts = word.split(":", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException("axis must be from:to:count: was " + word);
    }
    return new Axis(
        Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Integer.parseInt(parts[2]));
  }
}
