// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.time.Duration;
import java.time.Instant;

/**
 * A time that is looked at.
 *
 * @param from its begin
 * @param to its end, later
 */
public record TimeRange(Instant from, Instant to) {
  /** Checks the order. */
  public TimeRange {
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException("to must be after " + from + ": was " + to);
    }
  }

  /** The hour up to now. */
  public static TimeRange lastHour() {
    Instant now = Instant.now();
    return new TimeRange(now.minus(Duration.ofHours(1)), now.plus(Duration.ofMinutes(1)));
  }

  /** With a fiftieth before and after, at least a second. */
  TimeRange withMargin() {
    Duration margin = Duration.between(from, to).dividedBy(50).plusSeconds(1);
    return new TimeRange(from.minus(margin), to.plus(margin));
  }
}
