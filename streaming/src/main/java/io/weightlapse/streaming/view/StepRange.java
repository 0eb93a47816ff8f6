// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.util.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which steps of a run an animation shows: from, from + every, ... up to a last one.
 *
 * @param from the first
 * @param to none after this one
 * @param every distance
 */
public record StepRange(long from, long to, long every) {
  /** Whatever a view shows unless told otherwise. */
  public static final StepRange ALL = new StepRange(0, Long.MAX_VALUE, 1);

  private static final Pattern TEXT = Pattern.compile("(\\d*):(\\d*)(?::(\\d+))?");

  /** Checks the bounds. */
  public StepRange {
    if (from < 0 || to < from || every < 1) {
      throw new UserException(
          "--steps must be A:B:EVERY with A <= B and EVERY >= 1: was "
              + from
              + ":"
              + to
              + ":"
              + every);
    }
  }

  /** Reads {@code A:B:EVERY}; each part may be left out. */
  public static StepRange of(String text) {
    Matcher m = TEXT.matcher(text);
    try {
      if (m.matches()) {
        return new StepRange(
            m.group(1).isEmpty() ? 0 : Long.parseLong(m.group(1)),
            m.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(m.group(2)),
            m.group(3) == null ? 1 : Long.parseLong(m.group(3)));
      }
    } catch (NumberFormatException e) {
      throw new UserException("--steps must be numbers below 2^63: was " + text, 2, e);
    }
    throw new UserException("--steps must be A:B or A:B:EVERY, such as 0:1000:10: was " + text);
  }

  /** Whether a step is among them. */
  public boolean contains(long step) {
    return step >= from && step <= to && (step - from) % every == 0;
  }
}
