// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.event.RunState;
import io.weightlapse.history.RunInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which runs go. A run goes only if it has ended, is not among the newest, and ended long enough
 * ago.
 *
 * @param keep how many of the newest runs stay, whatever their age
 * @param olderThan how long ago the others must have ended
 * @param experiment of which experiment; empty for all
 */
public record RetentionPolicy(int keep, Duration olderThan, String experiment) {
  /** Checks the bounds. */
  public RetentionPolicy {
    atLeast("keep", keep, 0);
    require(!olderThan.isNegative(), "olderThan must be >= 0: was %s", olderThan);
  }

  /** The runs that go, the oldest first. */
  public List<RunInfo> expired(List<RunInfo> runs, Instant now) {
    List<RunInfo> mine =
        new ArrayList<>(
            runs.stream()
                .filter(r -> experiment.isEmpty() || r.experiment().equals(experiment))
                .sorted(Comparator.comparing(RunInfo::created).thenComparing(RunInfo::run))
                .toList());
    List<RunInfo> old = mine.subList(0, Math.max(0, mine.size() - keep));
    return old.stream()
        .filter(r -> r.state() != RunState.RUNNING)
        .filter(r -> !r.updated().plus(olderThan).isAfter(now))
        .toList();
  }
}
