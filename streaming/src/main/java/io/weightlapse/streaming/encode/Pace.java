// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import io.weightlapse.core.util.UserException;
import java.time.Duration;

/**
 * How many pictures an animation shows in a second.
 *
 * @param thousandths of pictures a second
 */
public record Pace(int thousandths) {
  private static final double LEAST = 0.01;
  private static final double MOST = 50; // what GIFs can say

  /** From pictures a second. */
  public static Pace of(double fps) {
    if (!(fps >= LEAST && fps <= MOST)) {
      throw new UserException("--fps must be 0.01 to 50: was " + fps);
    }
    return new Pace((int) Math.round(1000 * fps));
  }

  /** From how long a picture stays. */
  public static Pace of(Duration delay) {
    return of(1e9 / delay.toNanos());
  }

  /** How long a picture stays. */
  public Duration delay() {
    return Duration.ofNanos(Math.round(1e12 / thousandths));
  }
}
