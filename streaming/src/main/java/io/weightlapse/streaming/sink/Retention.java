// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.util.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What becomes of the rows of runs that ended long ago: of each series (a metric, the statistics of
 * a tensor) the first, the last and every so manyth in between stay. The history keeps all.
 *
 * @param days after the end of a run
 * @param every which rows stay; 1: all
 */
public record Retention(int days, int every) {
  /** Keeps everything. */
  public static final Retention ALL = new Retention(0, 1);

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}):([0-9]{1,6})");

  /** Checks the bounds. */
  public Retention {
    if (days < 0 || every < 1) {
      throw new UserException(
          "retention must be DAYS:EVERY, EVERY >= 1: was " + days + ":" + every);
    }
  }

  /** Reads {@code all} or {@code DAYS:EVERY}. */
  public static Retention of(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new UserException("retention must be all or DAYS:EVERY, such as 30:10: was " + text);
    }
    return new Retention(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
  }
}
