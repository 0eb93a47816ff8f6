// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The attempts of a run that was resumed: {@code train}, then {@code train-from-STEP}. What an
 * attempt had stored beyond the step that the next one goes on from was written again by that.
 */
final class Attempts {
  private static final Pattern WRITER = Pattern.compile("train(?:-from-(\\d{1,18}))?");
  private static final Pattern FILE =
      Pattern.compile("(train(?:-from-\\d{1,18})?)-\\d{5}\\.parquet");

  private final TreeSet<Long> resumed = new TreeSet<>();

  /** The attempts among the names of a run's writers. */
  Attempts(Collection<String> writers) {
    for (String writer : writers) {
      Matcher m = WRITER.matcher(writer);
      if (m.matches() && m.group(1) != null) {
        resumed.add(Long.parseLong(m.group(1)));
      }
    }
  }

  /** The last step that counts of a file of that name. */
  long lastStep(String file) {
    Matcher m = FILE.matcher(file);
    if (!m.matches()) {
      return Long.MAX_VALUE;
    }
    Matcher writer = WRITER.matcher(m.group(1));
    long from = writer.matches() && writer.group(1) != null ? Long.parseLong(writer.group(1)) : -1;
    Long next = resumed.higher(from);
    return next == null ? Long.MAX_VALUE : next;
  }
}
