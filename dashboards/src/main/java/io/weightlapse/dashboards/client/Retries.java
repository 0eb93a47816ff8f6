// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.Checks;
import java.time.Duration;

/**
 * How often a call is repeated that may succeed later.
 *
 * @param attempts in all
 * @param first wait before the second; each further wait is twice as long
 * @param longest wait that is taken, also where Grafana asks for a longer one
 */
public record Retries(int attempts, Duration first, Duration longest) {
  /** Over about six seconds. */
  public static final Retries USUAL =
      new Retries(6, Duration.ofMillis(200), Duration.ofSeconds(10));

  /** The bounds. */
  public Retries {
    Checks.atLeast("attempts", attempts, 1);
  }

  /**
   * The wait after an attempt.
   *
   * @param attempt from 1
   * @param asked seconds that Grafana asked for; 0 if none
   */
  Duration after(int attempt, long asked) {
    Duration own = first.multipliedBy(1L << Math.min(attempt - 1, 20));
    Duration wait = own.compareTo(Duration.ofSeconds(asked)) > 0 ? own : Duration.ofSeconds(asked);
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
