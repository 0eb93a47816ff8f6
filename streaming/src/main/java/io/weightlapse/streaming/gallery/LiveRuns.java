// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.Metric;
import java.util.List;
import java.util.Map;

/**
 * What a running consumer knows of runs that go on, ahead of the stored history. Called from the
 * threads of the web server.
 */
public interface LiveRuns {
  /** The metrics so far, as they came; empty if nothing is known of the run. */
  List<Metric> metrics(String run);

  /** A number of frames that is not known yet. */
  int UNKNOWN = -1;

  /** The views that are being drawn and the number of frames that each will have. */
  Map<String, Integer> expectedFrames(String run);

  /** Knows nothing. */
  static LiveRuns none() {
    return new LiveRuns() {
      @Override
      public List<Metric> metrics(String run) {
        return List.of();
      }

      @Override
      public Map<String, Integer> expectedFrames(String run) {
        return Map.of();
      }
    };
  }
}
