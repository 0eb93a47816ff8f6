// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What is stored about a slice beside its surfaces, as {@code <slice>.json}.
 *
 * @param recipe what was asked for
 * @param facts what the directions turned out to be, by the step where they were made
 * @param survey the number that its surfaces carry
 * @param created when it was first asked for
 */
public record SliceInfo(
    SliceRecipe recipe, NavigableMap<Long, Facts> facts, long survey, Instant created) {
  /**
   * Of the directions made at one step.
   *
   * @param norms Euclidean length of each
   * @param cosine of the angle between the two; NaN for a line
   * @param notes more about how they came to be, such as {@code explained 0.81, 0.12}
   */
  public record Facts(List<Double> norms, double cosine, String notes) {
    /** Copies the list. */
    public Facts {
      norms = List.copyOf(norms);
    }
  }

  /** Copies the map. */
  public SliceInfo {
    facts = java.util.Collections.unmodifiableNavigableMap(new TreeMap<>(facts));
  }

  /** The same with the facts of one more step. */
  public SliceInfo with(long step, Facts more) {
    TreeMap<Long, Facts> all = new TreeMap<>(facts);
    all.put(step, more);
    return new SliceInfo(recipe, all, survey, created);
  }
}
