// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Which stored snapshots: {@code frames}, {@code last}, {@code all}, or steps such as 0,500. */
public final class StepChoice {
  private final String text;
  private final List<Long> listed = new ArrayList<>();

  /** Checks the text. */
  public StepChoice(String text) {
    this.text = text;
    if (List.of("frames", "last", "all").contains(text)) {
      return;
    }
    for (String part : text.split(",", -1)) {
      try {
        listed.add(Long.valueOf(part.strip()));
      } catch (NumberFormatException e) {
        throw new UserException(
            "--steps must be frames, last, all or numbers with commas: was " + text, 2, e);
      }
    }
  }

  /**
   * The steps meant, rising.
   *
   * @param stored the steps that the history has, rising, not empty
   */
  List<Long> of(List<Long> stored, Experiment experiment) {
    switch (text) {
      case "all":
        return stored;
      case "last":
        return List.of(stored.get(stored.size() - 1));
      case "frames":
        return frames(stored, experiment);
      default:
        for (long step : listed) {
          if (!stored.contains(step)) {
            throw new UserException("no snapshot of step " + step + nearest(stored, step));
          }
        }
        return List.copyOf(new TreeSet<>(listed));
    }
  }

  private static List<Long> frames(List<Long> stored, Experiment experiment) {
    TreeSet<Long> wanted = new TreeSet<>();
    int rows = experiment.data().rows();
    for (int epoch : experiment.frames().epochs(experiment.training().epochs())) {
      wanted.add(experiment.stepAtEndOf(epoch, rows));
    }
    wanted.retainAll(stored);
    if (wanted.isEmpty()) {
      throw new UserException("no snapshot of an epoch that animations draw is stored");
    }
    return List.copyOf(wanted);
  }

  private static String nearest(List<Long> stored, long step) {
    TreeSet<Long> set = new TreeSet<>(stored);
    Long below = set.floor(step);
    Long above = set.ceiling(step);
    if (below == null || above == null) {
      return "; the nearest is " + (below == null ? above : below);
    }
    return "; the nearest are " + below + " and " + above;
  }
}
