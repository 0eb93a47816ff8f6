// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.List;

/**
 * Everything that the values of a slice's surfaces depend on, besides the stored run: the same
 * recipe gives the same surfaces, so a survey that was stopped can go on.
 *
 * @param slice its kind and name
 * @param alpha offsets along the first direction, or values of x
 * @param beta offsets along the second direction, values of y, or the numbers of a line's series
 * @param directions what the directions are, as in the option: {@code filter}, {@code runs:a,b};
 *     empty for a function
 * @param use whether surfaces of several steps share them
 * @param seed of random directions, of samples and of random points
 * @param originStep the step where shared directions were made, and where a trajectory's
 *     coordinates are 0; 0 for a function
 * @param data what the loss is over, as in the option: {@code train}, {@code class:3}
 * @param samples how many of those, drawn by the seed; 0 for all
 * @param series what each series of a line is over; one text for others
 * @param precision in which numbers: {@code float} or {@code double}
 * @param function the expression of x and y; empty for other kinds
 * @param cut the plane that cuts it, such as {@code x=1}; empty for none
 */
public record SliceRecipe(
    NamedSlice slice,
    Axis alpha,
    Axis beta,
    String directions,
    DirectionUse use,
    long seed,
    long originStep,
    String data,
    int samples,
    List<String> series,
    String precision,
    String function,
    String cut)
    implements Serializable {
  /** Checks the bounds. */
  public SliceRecipe {
    series = List.copyOf(series);
    Checks.atLeast("samples", samples, 0);
    Checks.require(
        slice.kind() != SliceKind.LINE || beta.count() == series.size(),
        "beta must number the %d series of a line: was %d",
        series.size(),
        beta.count());
    Checks.require(
        (long) alpha.count() * beta.count() <= Integer.MAX_VALUE - 8,
        "grid must have < 2^31 points: was %d x %d",
        alpha.count(),
        beta.count());
  }

  /** How many directions it has. */
  public int dimensions() {
    return switch (slice.kind()) {
      case LINE -> 1;
      case PLANE -> 2;
      default -> 0;
    };
  }
}
