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
 * Which runs go. A run goes only if it has ended, is not among the newest, ended long enough ago,
 * and if all runs together are still too large without those that go before it, the older ones.
 *
 * @param keep how many of the newest runs stay, whatever their age
 * @param olderThan how long ago the others must have ended
 * @param maxBytes that all runs may have; -1 for any size, so that size is no reason to stay
 * @param experiment of which experiment; empty for all
 */
public record RetentionPolicy(int keep, Duration olderThan, long maxBytes, String experiment) {
  /** Checks the bounds. */
  public RetentionPolicy {
    atLeast("keep", keep, 0);
    require(!olderThan.isNegative(), "olderThan must be >= 0: was %s", olderThan);
    require(maxBytes >= -1, "maxBytes must be >= 0, or -1 for any: was %d", maxBytes);
  }

  /** The runs that go, the oldest first. */
  public List<RunInfo> expired(List<RunInfo> runs, Instant now) {
    List<RunInfo> mine =
        runs.stream()
            .filter(r -> experiment.isEmpty() || r.experiment().equals(experiment))
            .sorted(Comparator.comparing(RunInfo::created).thenComparing(RunInfo::run))
            .toList();
    long bytes = mine.stream().mapToLong(RunInfo::bytes).sum();
    List<RunInfo> expired = new ArrayList<>();
    for (RunInfo r : mine.subList(0, Math.max(0, mine.size() - keep))) {
      boolean old = !r.updated().plus(olderThan).isAfter(now);
      if (r.state() != RunState.RUNNING && old && (maxBytes < 0 || bytes > maxBytes)) {
        expired.add(r);
        bytes -= r.bytes();
      }
    }
    return expired;
  }
}
