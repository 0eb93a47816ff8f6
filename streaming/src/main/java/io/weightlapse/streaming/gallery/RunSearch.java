// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.javalin.http.Context;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.util.Checks;
import io.weightlapse.history.RunInfo;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Which runs a page of the list shows.
 *
 * @param text every word must be part of a run's id, title or experiment; empty for all
 * @param state label of a state; empty for all
 * @param experiment name of an experiment; empty for all
 * @param sort their order
 * @param offset how many of the matching runs come before the page
 * @param limit the most runs of the page
 */
record RunSearch(String text, String state, String experiment, Sort sort, int offset, int limit) {
  private static final int MOST = 200;

  /** Orders of the list. */
  enum Sort {
    /** The newest first. */
    NEWEST(Comparator.comparing(RunInfo::created).reversed()),
    /** The oldest first. */
    OLDEST(Comparator.comparing(RunInfo::created)),
    /** The least loss first; without one, last. */
    LOSS(Comparator.comparingDouble(RunInfo::loss)),
    /** The most steps first. */
    STEPS(Comparator.comparingLong(RunInfo::steps).reversed()),
    /** By experiment, the newest first. */
    EXPERIMENT(
        Comparator.comparing(RunInfo::experiment)
            .thenComparing(Comparator.comparing(RunInfo::created).reversed())),
    /** By id. */
    NAME(Comparator.comparing(RunInfo::run));

    private final Comparator<RunInfo> order;

    Sort(Comparator<RunInfo> order) {
      this.order = order;
    }
  }

  /** Checks the bounds. */
  RunSearch {
    Checks.require(text.length() <= 200, "q must have <= 200 characters: was %d", text.length());
    Checks.atLeast("offset", offset, 0);
    Checks.require(limit >= 1 && limit <= MOST, "limit must be 1..%d: was %d", MOST, limit);
    String wanted = state;
    Checks.require(
        state.isEmpty() || Arrays.stream(RunState.values()).anyMatch(s -> s.label().equals(wanted)),
        "state must be running, done, stopped or failed: was %s",
        state);
  }

  static RunSearch of(Context ctx) {
    return new RunSearch(
        text(ctx, "q"),
        text(ctx, "state"),
        text(ctx, "experiment"),
        sort(text(ctx, "sort")),
        Query.integer(ctx, "offset", 0),
        Query.integer(ctx, "limit", 60));
  }

  private static String text(Context ctx, String name) {
    String value = ctx.queryParam(name);
    return value == null ? "" : value.strip();
  }

  private static Sort sort(String name) {
    for (Sort s : Sort.values()) {
      if (s.name().toLowerCase(Locale.ROOT).equals(name)) {
        return s;
      }
    }
    Checks.require(
        name.isEmpty(),
        "sort must be newest, oldest, loss, steps, experiment or name: was %s",
        name);
    return Sort.NEWEST;
  }

  /** All runs that match, in order. */
  List<RunInfo> matching(List<RunInfo> runs) {
    List<String> words =
        Arrays.stream(text.toLowerCase(Locale.ROOT).split("\\s+"))
            .filter(w -> !w.isEmpty())
            .toList();
    return runs.stream()
        .filter(r -> state.isEmpty() || r.state().label().equals(state))
        .filter(r -> experiment.isEmpty() || r.experiment().equals(experiment))
        .filter(r -> words.stream().allMatch(w -> haystack(r).contains(w)))
        .sorted(sort.order)
        .toList();
  }

  private static String haystack(RunInfo r) {
    return (r.run() + "\n" + r.title() + "\n" + r.experiment()).toLowerCase(Locale.ROOT);
  }

  /** The page of the runs that match. */
  List<RunInfo> page(List<RunInfo> matching) {
    int from = Math.min(offset, matching.size());
    return matching.subList(from, Math.min(matching.size(), from + limit));
  }
}
