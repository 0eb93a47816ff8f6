// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static io.weightlapse.core.util.Checks.require;

import java.util.regex.Pattern;

/**
 * Bounds of a query.
 *
 * @param memory of the engine, such as {@code 1GB} or {@code 512MB}; what does not fit goes to
 *     temporary files
 * @param threads of the engine
 * @param timeoutSeconds after which the query is given up; 0 for never
 */
public record QueryOptions(String memory, int threads, long timeoutSeconds) {
  private static final Pattern MEMORY = Pattern.compile("\\d{1,9}(\\.\\d{1,3})?(KB|MB|GB|TB)");

  /** Checks the bounds. */
  public QueryOptions {
    require(
        MEMORY.matcher(memory).matches(),
        "memory must be a number with KB, MB, GB or TB: was %s",
        memory);
    require(threads >= 1, "threads must be >= 1: was %d", threads);
    require(timeoutSeconds >= 0, "timeout must be >= 0: was %d", timeoutSeconds);
  }

  /** 1 GB, every core, no time limit. */
  public static QueryOptions defaults() {
    return new QueryOptions("1GB", Runtime.getRuntime().availableProcessors(), 0);
  }
}
