// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which stored snapshots: {@code frames}, {@code last}, {@code all}, steps such as 0,500, or {@code
 * A:B:EVERY} for those of A, A + EVERY, ... B that are stored.
 */
public final class StepChoice {
  private final String text;
  private static final Pattern RANGE = Pattern.compile("(\\d{1,18}):(\\d{1,18}):(\\d{1,18})");

  private final List<Long> listed = new ArrayList<>();

  /** Checks the text. */
  public StepChoice(String text) {
    this.text = text;
    if (List.of("frames", "last", "all").contains(text)) {
      return;
    }
    Matcher range = RANGE.matcher(text);
    if (range.matches()) {
      Checks.require(
          Long.parseLong(range.group(1)) <= Long.parseLong(range.group(2))
              && Long.parseLong(range.group(3)) >= 1,
          "--steps A:B:EVERY must have A <= B and EVERY >= 1: was %s",
          text);
      return;
    }
    for (String part : text.split(",", -1)) {
      try {
        listed.add(Long.valueOf(part.strip()));
      } catch (NumberFormatException e) {
        throw new UserException(
            "--steps must be frames, last, all, A:B:EVERY or numbers with commas: was " + text,
            2,
            e);
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
        if (listed.isEmpty()) {
          return range(stored);
        }
        for (long step : listed) {
          if (!stored.contains(step)) {
            throw new UserException("no snapshot of step " + step + nearest(stored, step));
          }
        }
        return List.copyOf(new TreeSet<>(listed));
    }
  }

  private List<Long> range(List<Long> stored) {
    Matcher m = RANGE.matcher(text);
    Checks.require(m.matches(), "--steps must be A:B:EVERY: was %s", text);
    long from = Long.parseLong(m.group(1));
    long to = Long.parseLong(m.group(2));
    long every = Long.parseLong(m.group(3));
    List<Long> chosen =
        stored.stream().filter(s -> s >= from && s <= to && (s - from) % every == 0).toList();
    if (chosen.isEmpty()) {
      throw new UserException("no snapshot of steps " + text + nearest(stored, from));
    }
    return chosen;
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
