// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.util.List;

/** The list of runs, looked up at most twice a second however many pages ask. */
final class RecentRuns {
  private static final long FRESH_NANOS = 500_000_000L;

  private final GalleryData data;
  private List<RunInfo> runs;
  private long at;

  RecentRuns(GalleryData data) {
    this.data = data;
  }

  synchronized List<RunInfo> runs() throws IOException {
    if (runs == null || System.nanoTime() - at > FRESH_NANOS) {
      runs = data.runs();
      at = System.nanoTime();
    }
    return runs;
  }
}
