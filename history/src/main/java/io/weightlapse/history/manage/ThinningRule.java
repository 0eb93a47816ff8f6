// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which snapshots of a run stay when the others go: of each {@code every} steps one, the last
 * {@code last}, and always the first and the last of each layer. Of {@code every} steps it is the
 * one that most layers and workers have, the first of several; so the same rule once more takes
 * nothing more away.
 *
 * @param every steps of which one stays; 0 for none
 * @param last how many of the last stored steps stay
 */
public record ThinningRule(long every, int last) {
  /** Checks the bounds. */
  public ThinningRule {
    require(every >= 0, "every must be >= 0: was %d", every);
    atLeast("last", last, 0);
    require(every > 0 || last > 0, "every or last must be > 0: both were 0");
  }

  /**
   * The steps that stay.
   *
   * @param layers of each layer, how many copies (of the model and of workers) each step has
   */
  public NavigableSet<Long> kept(Map<String, ? extends NavigableMap<Long, Integer>> layers) {
    NavigableMap<Long, Integer> all = new TreeMap<>();
    NavigableSet<Long> kept = new TreeSet<>();
    for (NavigableMap<Long, Integer> steps : layers.values()) {
      steps.forEach((step, copies) -> all.merge(step, copies, Integer::sum));
      if (!steps.isEmpty()) {
        kept.add(steps.firstKey());
        kept.add(steps.lastKey());
      }
    }
    if (every > 0) {
      Map<Long, Long> best = new TreeMap<>();
      all.forEach(
          (step, copies) ->
              best.merge(
                  step / every, step, (a, b) -> all.get(b) > all.get(a) ? b : a)); // steps rise
      kept.addAll(best.values());
    }
    all.descendingKeySet().stream().limit(last).forEach(kept::add);
    return kept;
  }
}
