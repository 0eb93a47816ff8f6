// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import static io.weightlapse.core.util.Checks.atLeast;
import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.history.TableManifest.AsWritten;
import java.time.Duration;

/**
 * How to compact.
 *
 * @param memory bytes for what is collected and joined, at least 1 MiB. Parquet itself wants about
 *     40 MiB a thread besides
 * @param threads that work, at least 1
 * @param asWritten whether the files as written stay
 * @param grace how long files stay that no table has any more: no reader may take longer
 * @param unfinished what to do with a run that has not ended
 */
public record CompactOptions(
    long memory, int threads, AsWritten asWritten, Duration grace, Unfinished unfinished)
    implements java.io.Serializable {
  /** What to do with a run without an end: it goes on, or its process died. */
  public enum Unfinished {
    /** Nothing. */
    REFUSE,
    /** Compact what it has: somebody made sure that nothing writes it. */
    TAKE
  }

  /** How long old files stay unless something else is said. */
  public static final Duration GRACE = Duration.ofHours(1);

  private static final long MOST_ARENA = 64L << 20;
  private static final long MOST_BLOCK = 16L << 20;

  /** Checks the bounds. */
  public CompactOptions {
    require(memory >= 1 << 20, "memory must be >= 1 MiB: was %d bytes", memory);
    atLeast("threads", threads, 1);
    require(!grace.isNegative(), "grace must be >= 0: was %s", grace);
  }

  /** 1 GiB or half of the heap, all cores; what was written stays. */
  public static CompactOptions standard() {
    long memory = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 2);
    return new CompactOptions(
        memory,
        Runtime.getRuntime().availableProcessors(),
        AsWritten.KEPT,
        GRACE,
        Unfinished.REFUSE);
  }

  private long share() {
    return memory / threads;
  }

  /** Values that a thread collects before it transposes them. */
  int arena() {
    return (int) (Math.min(MOST_ARENA, share() / 6) / Float.BYTES);
  }

  /** Values of a block of paths that a thread joins. */
  int block() {
    return (int) (Math.min(MOST_BLOCK, share() / 16) / Float.BYTES);
  }
}
