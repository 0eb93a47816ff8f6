// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of runs: {@code xor-20261122-184501-3f2a}, and {@code ...-07} for the runs of a sweep. */
final class RunIds {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunIds() {}

  /**
   * Ids of the runs of one submission.
   *
   * @param chosen the user's own id, or null
   */
  static List<String> of(String experiment, String chosen, int count, Instant now) {
    String base =
        chosen != null
            ? chosen
            : String.format(
                Locale.ROOT,
                "%s-%s-%04x",
                experiment,
                TIME.format(now),
                new SecureRandom().nextInt(1 << 16));
    if (count == 1) {
      return List.of(base);
    }
    int digits = Math.max(2, Integer.toString(count - 1).length());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(base + "-" + String.format(Locale.ROOT, "%0" + digits + "d", i));
    }
    return ids;
  }
}
