// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.Checks;
import java.time.Instant;
import java.util.List;

/**
 * A stretch of time in Grafana: a run, or an epoch of it. Its tags tell it from others.
 *
 * @param tags such as {@code run:xor-1} and {@code epoch:3}
 * @param text for people
 * @param from where it begins
 * @param to where it ends
 */
public record Mark(List<String> tags, String text, Instant from, Instant to) {
  /** A mark has tags, and ends after its beginning. */
  public Mark {
    tags = List.copyOf(tags);
    Checks.require(!tags.isEmpty(), "tags must not be empty");
    Checks.require(!to.isBefore(from), "to must be >= %s: was %s", from, to);
  }

  /** A whole run. */
  public static Mark run(String run, String text, Instant from, Instant to) {
    return new Mark(List.of("weightlapse", "run:" + run), text, from, to);
  }

  /** An epoch of a run. */
  public static Mark epoch(String run, int epoch, Instant from, Instant to) {
    return new Mark(
        List.of("weightlapse", "run:" + run, "epoch:" + epoch), run + ": epoch " + epoch, from, to);
  }
}
